-- The partitions of connect: making them ahead, dropping them when their day is over.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 003_connect_partitions.sql

-- Both functions run with the owner's rights, so that the daemon needs none to create or drop
-- tables. Neither waits long for a lock: what is not done now is done at the next cleaning.

create function make_connect_partitions(first_day date, days integer) returns integer
language plpgsql security definer set timezone = 'UTC' set lock_timeout = '1s'
as $$
declare
  day date;
  partition text;
  made integer := 0;
begin
  for number in 0 .. least(days, 31) - 1 loop
    day := first_day + number;
    partition := 'connect_' || to_char(day, 'YYYYMMDD');
    continue when to_regclass(partition) is not null;
    begin
      execute format('create table %I partition of connect for values from (%L) to (%L)',
                     partition, day::timestamptz, (day + 1)::timestamptz);
      made := made + 1;
    exception
      -- connect_default holds rows of that day already: the others of the day join them there.
      when check_violation then null;
      -- Another host made it in this moment.
      when duplicate_table or unique_violation then null;
      when lock_not_available then return made;
    end;
  end loop;
  return made;
end
$$;
comment on function make_connect_partitions(date, integer) is
  'Makes the partitions of so many days (UTC, 31 at most) that do not exist; returns how many it made.';

create function drop_connect_partitions(expired_before timestamptz) returns integer
language plpgsql security definer set timezone = 'UTC' set lock_timeout = '1s'
as $$
declare
  partition text;
  used boolean;
  dropped integer := 0;
begin
  for partition in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'connect'::regclass and c.relname ~ '^connect_[0-9]{8}$'
      and (to_date(substr(c.relname, 9), 'YYYYMMDD') + 1)::timestamptz <= least(expired_before, now())
    order by c.relname
  loop
    execute format('select exists (select from %I)', partition) into used;
    continue when used;
    -- The lock on connect comes first, as every writer takes it: no deadlock.
    lock table only connect in access exclusive mode;
    execute format('select exists (select from %I)', partition) into used;
    continue when used;
    execute format('drop table %I', partition);
    dropped := dropped + 1;
  end loop;
  return dropped;
exception
  when lock_not_available then return 0;
end
$$;
comment on function drop_connect_partitions(timestamptz) is
  'Drops the partitions of connect that are empty and whose day ended before that time; returns how many.';

-- Whatever search_path the caller has, a function with the owner's rights uses this schema only.
do $$
begin
  execute format('alter function make_connect_partitions(date, integer) set search_path = %I, pg_temp',
                 current_schema());
  execute format('alter function drop_connect_partitions(timestamptz) set search_path = %I, pg_temp',
                 current_schema());
end
$$;

insert into schema_version (version, name) values (3, 'connect_partitions');
