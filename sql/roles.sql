-- The roles of greycache with the least rights that do: one that owns the schema, one for the daemon.
--
-- Run once as a superuser in greycache's database, before the daemon's first start; running it
-- again does no harm:
--   psql -v ON_ERROR_STOP=1 -d greycache -f roles.sql
-- Other names: -v schema=... -v owner=... -v daemon=...
-- Then run the numbered files as the owner (the daemon's role may not):
--   psql -v ON_ERROR_STOP=1 -1 -d greycache -c 'set role greycache_owner' \
--     -c 'set search_path = greycache' -f 001_entries.sql -f 002_opt_tables.sql -f 003_connect_partitions.sql \
--     -f 004_sound_rows.sql -f 005_standing_correspondent.sql -f 006_history.sql \
--     -f 007_expectation.sql -f 008_mail_count.sql -f 009_stand_in.sql
-- Give the daemon a way in: peer authentication on the local socket (pg_hba.conf), or a password:
--   \password greycache

\if :{?schema}
\else
\set schema greycache
\endif
\if :{?owner}
\else
\set owner greycache_owner
\endif
\if :{?daemon}
\else
\set daemon greycache
\endif

begin;

-- Owns every table and runs the migrations; nobody logs in as it.
select format('create role %I nologin', :'owner')
where not exists (select from pg_roles where rolname = :'owner') \gexec

-- What the daemon logs in as. Each host uses up to six connections (to write, to read, to clean, for the history,
-- and two for an operator's questions), and as many more in the moment of a takeover.
select format('create role %I login connection limit 64', :'daemon')
where not exists (select from pg_roles where rolname = :'daemon') \gexec

-- The daemon sets shorter times itself; these hold for anybody else who uses its role.
alter role :"daemon" set search_path = :"schema", pg_temp;
alter role :"daemon" set statement_timeout = '10s';
alter role :"daemon" set lock_timeout = '2s';
alter role :"daemon" set idle_in_transaction_session_timeout = '10s';

create schema if not exists :"schema" authorization :"owner";
revoke all on schema :"schema" from public;
grant usage on schema :"schema" to :"daemon";

-- Rows, and nothing else: no table can be made, changed, emptied by TRUNCATE or dropped. The
-- migrations take back the right to write schema_version, schema_addition and opt_version.
alter default privileges for role :"owner" in schema :"schema"
  grant select, insert, update, delete on tables to :"daemon";
-- The functions that make and drop partitions run with the owner's rights.
alter default privileges for role :"owner" revoke execute on functions from public;
alter default privileges for role :"owner" in schema :"schema"
  grant execute on functions to :"daemon";

commit;
