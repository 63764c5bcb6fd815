-- The history of what waited, for an administrator who asks why. No decision reads it.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 005_history.sql

create table history (
  at timestamptz not null,
  delay bigint not null,
  mx text collate "C" not null,
  reference text collate "C" not null,
  outcome text collate "C" not null,
  rule text collate "C" not null,
  client_address text collate "C" not null,
  client_name text collate "C" not null,
  helo_name text collate "C" not null,
  sender text collate "C" not null,
  recipient text collate "C" not null,
  src text collate "C" not null,
  organisation text collate "C" not null,
  standing text collate "C" not null
) partition by range (at);
comment on table history is 'What became of each request that waited. Partitioned by day (UTC), and dropped by it after history_keep.';
comment on column history.at is 'When it was answered.';
comment on column history.delay is 'Seconds since the first attempt, of a mail that came back; otherwise 0.';
comment on column history.mx is 'The mail host that answered.';
comment on column history.reference is 'What the reply calls the mail by; the same for each attempt of it.';
comment on column history.outcome is 'As greyctl stats has it: new, early, reconnect, throttled ...';
comment on column history.rule is 'What else the outcome rests on, as discrimination:3 (the third rule of that list), or empty.';
comment on column history.client_address is 'Address of the client.';
comment on column history.client_name is 'Its verified name, or unknown.';
comment on column history.helo_name is 'What it calls itself.';
comment on column history.sender is 'Envelope sender in lower case, percent-encoded ASCII; empty for the null sender.';
comment on column history.recipient is 'Envelope recipient in lower case, percent-encoded ASCII.';
comment on column history.src is 'Address or network that greylisting keyed on, as in connect.';
comment on column history.organisation is 'Organisation of the client, or empty.';
comment on column history.standing is 'Whether its entries counted: good, bad, or empty without an organisation.';

-- Takes the rows of a day that has no partition, so that no row ever fails for its date.
create table history_default partition of history default;
comment on table history_default is 'Rows of days without a partition of their own.';

-- Rows come in the order of this one, so that it costs next to nothing; it serves a list of what was
-- last, and the search by what has no index.
create index history_at on history (at);
-- What a user reads out of a bounce.
create index history_reference on history (reference, at);
-- Each has the time behind it, so that the newest rows of whoever has a million are found at once.
create index history_client_address on history (client_address, at);
create index history_sender on history (sender, at);
create index history_recipient on history (recipient, at);

-- Runs with the owner's rights, so that the daemon needs none to create or drop tables. Waits for no
-- lock: what is not done now is done the next time.
create function tend_history(kept_from timestamptz, days_ahead integer) returns integer
language plpgsql security definer set timezone = 'UTC' set lock_timeout = '1s'
as $$
declare
  day date;
  partition text;
  changed integer := 0;
begin
  -- One host at a time; the lock goes with the transaction.
  if not pg_try_advisory_xact_lock(hashtextextended('greycache.history.' || current_schema(), 0)) then
    return 0;
  end if;
  for number in 0 .. least(days_ahead, 31) loop
    day := (now() at time zone 'UTC')::date + number;
    partition := 'history_' || to_char(day, 'YYYYMMDD');
    continue when to_regclass(partition) is not null or (day + 1)::timestamptz <= kept_from;
    begin
      execute format('create table %I partition of history for values from (%L) to (%L)',
                     partition, day::timestamptz, (day + 1)::timestamptz);
      changed := changed + 1;
    exception
      -- history_default holds rows of that day already: the others of the day join them there.
      when check_violation then null;
    end;
  end loop;
  for partition in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'history'::regclass and c.relname ~ '^history_[0-9]{8}$'
      and (to_date(substr(c.relname, 9), 'YYYYMMDD') + 1)::timestamptz <= kept_from
    order by c.relname
  loop
    execute format('drop table %I', partition);
    changed := changed + 1;
  end loop;
  delete from history_default where ctid = any (array(
    select ctid from history_default where at < kept_from limit 10000));
  return changed;
exception
  when lock_not_available then return 0;
end
$$;
comment on function tend_history(timestamptz, integer) is
  'Makes the partitions of today and so many days to come, and drops those whose day ended before that time; returns how many.';

-- Whatever search_path the caller has, a function with the owner's rights uses this schema only.
do $$
begin
  execute format('alter function tend_history(timestamptz, integer) set search_path = %I, pg_temp',
                 current_schema());
end
$$;

insert into schema_version (version, name) values (5, 'history');
