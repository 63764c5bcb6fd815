-- A version of the opt tables that does not come again where some of their changes were lost.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 010_opt_version_steps.sql
--
-- It only adds: see 005_standing_correspondent.sql.

comment on column opt_version.version is 'Grows with each statement that changes an opt table, by steps that differ: one that went back, as in a standby that was promoted, does not come to a number again.';

create or replace function opt_table_changed() returns trigger
language plpgsql security definer
as $$
begin
  update opt_version set version = version + 1 + floor(random() * 1000000)::bigint;
  return null;
end
$$;

do $$
begin
  -- Whatever search_path the caller has, a function with the owner's rights uses this schema only.
  execute format('alter function opt_table_changed() set search_path = %I, pg_temp', current_schema());
end
$$;

insert into schema_addition (version, name) values (10, 'opt_version_steps');
