-- The recipients that asked for greylisting or against it, in SQLgrey's tables.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 002_opt_tables.sql

-- The primary keys keep rows single and serve the reading in pages.
create table optin_domain (domain text collate "C" primary key);
comment on table optin_domain is 'Domains whose recipients want greylisting.';
comment on column optin_domain.domain is 'Lower-case domain.';

create table optin_email (email text collate "C" primary key);
comment on table optin_email is 'Recipients that want greylisting, whatever their domain wants.';
comment on column optin_email.email is 'Lower-case address.';

create table optout_domain (domain text collate "C" primary key);
comment on table optout_domain is 'Domains whose recipients do not want greylisting.';
comment on column optout_domain.domain is 'Lower-case domain.';

create table optout_email (email text collate "C" primary key);
comment on table optout_email is 'Recipients that do not want greylisting, whatever their domain wants.';
comment on column optout_email.email is 'Lower-case address.';

-- A table and not a sequence: its value becomes visible with the change that it counts, not before.
create table opt_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
comment on table opt_version is 'Counts the changes of the four opt tables; one row.';
comment on column opt_version.only_row is 'Always true: keeps the table at one row.';
comment on column opt_version.version is 'Grows with each statement that changes an opt table.';
insert into opt_version (version) values (1);

-- Runs with the owner's rights, so that whoever may change an opt table need not have any on
-- opt_version. Listeners hear the channel "<schema>.opt" with the table's name.
create function opt_table_changed() returns trigger
language plpgsql security definer
as $$
begin
  update opt_version set version = version + 1;
  perform pg_notify(tg_table_schema || '.opt', tg_table_name);
  return null;
end
$$;
comment on function opt_table_changed() is 'Makes a new opt_version and notifies.';

create trigger changed after insert or update or delete or truncate on optin_domain
  for each statement execute function opt_table_changed();
create trigger changed after insert or update or delete or truncate on optin_email
  for each statement execute function opt_table_changed();
create trigger changed after insert or update or delete or truncate on optout_domain
  for each statement execute function opt_table_changed();
create trigger changed after insert or update or delete or truncate on optout_email
  for each statement execute function opt_table_changed();

do $$
declare
  grantee name;
begin
  -- Whatever search_path the caller has, a function with the owner's rights uses this schema only.
  execute format('alter function opt_table_changed() set search_path = %I, pg_temp', current_schema());
  -- Only the trigger writes the version.
  for grantee in
    select distinct r.rolname from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
    where c.oid = 'opt_version'::regclass and a.grantee <> c.relowner
  loop
    execute format('revoke insert, update, delete on opt_version from %I', grantee);
  end loop;
end
$$;

insert into schema_version (version, name) values (2, 'opt_tables');
