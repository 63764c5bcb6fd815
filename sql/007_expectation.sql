-- What an operator lets through now: mail that passes at its first attempt.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 007_expectation.sql

create table expectation (
  recipient text collate "C" not null,
  sender text collate "C" not null,
  until timestamptz not null,
  made_at timestamptz not null,
  kept_until timestamptz not null,
  removed boolean not null,
  why text collate "C" not null,
  primary key (recipient, sender),
  constraint expectation_sound check (
    octet_length(recipient) between 1 and 512 and octet_length(sender) <= 512
    and octet_length(why) <= 200
    and until between '1970-01-01 00:00:00Z' and '9999-12-31 23:59:59Z'
    and made_at between '1970-01-01 00:00:00Z' and '9999-12-31 23:59:59Z'
    and kept_until between '1970-01-01 00:00:00Z' and '9999-12-31 23:59:59Z')
);
comment on table expectation is 'Mail that an operator lets through at its first attempt (greyctl expect, greyctl release).';
comment on column expectation.recipient is 'Lower-case address, or @ and a domain, which stands for those below it, too.';
comment on column expectation.sender is 'The same; <> for the null sender; empty for anybody.';
comment on column expectation.until is 'It counts before this time.';
comment on column expectation.made_at is 'When it was made or removed. Of two rows that meet the later one counts.';
comment on column expectation.kept_until is 'The greatest until that a row of these names had: a day later it is deleted.';
comment on column expectation.removed is 'Whether it was taken back: the row stays, so that nobody gives it back.';
comment on column expectation.why is 'The words of whoever made it.';

-- A table and not a sequence: its value becomes visible with the change that it counts, not before.
create table expectation_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
comment on table expectation_version is 'Differs with each change of expectation; one row.';
comment on column expectation_version.only_row is 'Always true: keeps the table at one row.';
comment on column expectation_version.version is 'Grows with each statement that changes expectation, by steps that differ: one that went back, as in a standby that was promoted, does not come to a number again.';
insert into expectation_version (version) values (1);

create function expectation_changed() returns trigger
language plpgsql security definer
as $$
begin
  update expectation_version set version = version + 1 + floor(random() * 1000000)::bigint;
  return null;
end
$$;
comment on function expectation_changed() is 'Makes a new expectation_version.';

create trigger changed after insert or update or delete or truncate on expectation
  for each statement execute function expectation_changed();

do $$
declare
  grantee name;
begin
  -- Whatever search_path the caller has, a function with the owner's rights uses this schema only.
  execute format('alter function expectation_changed() set search_path = %I, pg_temp', current_schema());
  -- Only the trigger writes the version.
  for grantee in
    select distinct r.rolname from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
    where c.oid = 'expectation_version'::regclass and a.grantee <> c.relowner
  loop
    execute format('revoke insert, update, delete on expectation_version from %I', grantee);
  end loop;
end
$$;

insert into schema_addition (version, name) values (7, 'expectation');
