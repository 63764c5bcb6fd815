-- The roles of greycache with the least rights that do: one that owns the schema, one for the daemon.
--
-- Run once as a superuser in greycache's database, before the daemon's first start; running it
-- again does no harm, and mends what another role has made there, which the daemon may not use:
--   psql -v ON_ERROR_STOP=1 -d greycache -f roles.sql
-- Other names: -v schema=... -v owner=... (else the owner of a schema that is there) -v daemon=...
-- Then run the numbered files as the owner (the daemon's role may not):
--   psql -v ON_ERROR_STOP=1 -1 -d greycache -c 'set role greycache_owner' \
--     -c 'set search_path = greycache' -f 001_entries.sql -f 002_opt_tables.sql -f 003_connect_partitions.sql \
--     -f 004_sound_rows.sql -f 005_standing_correspondent.sql -f 006_history.sql \
--     -f 007_expectation.sql -f 008_mail_count.sql -f 009_stand_in.sql -f 010_opt_version_steps.sql \
--     -f 011_history_summaries.sql -f 012_history_wide_summaries.sql
-- Give the daemon a way in: peer authentication on the local socket (pg_hba.conf), or a password:
--   \password greycache

\if :{?schema}
\else
\set schema greycache
\endif
\if :{?owner}
\else
select coalesce((select pg_get_userbyid(nspowner) from pg_namespace where nspname = :'schema'),
  'greycache_owner') as owner \gset
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

-- What another role has made, as where the numbered files were run without "set role". Ours only:
-- there may be other things in the schema.
create temporary table our_table on commit drop as
with named as (
  select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = :'schema' and c.relkind in ('r', 'p') and c.relname in ('connect', 'from_awl',
    'domain_awl', 'correspondent', 'standing', 'history', 'expectation', 'mail_count', 'stand_in',
    'optin_domain', 'optin_email', 'optout_domain', 'optout_email', 'schema_version',
    'schema_addition', 'opt_version', 'expectation_version', 'set_aside'))
select oid, relname::text as name from named
union all
select inhrelid, '' from pg_inherits where inhparent in (select oid from named);

select format('alter table %s owner to %I', oid::regclass, :'owner')
from our_table join pg_class using (oid)
where pg_get_userbyid(relowner) <> :'owner' \gexec

select format('alter function %s owner to %I', p.oid::regprocedure, :'owner')
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = :'schema' and pg_get_userbyid(p.proowner) <> :'owner'
  and p.proname in ('make_connect_partitions', 'drop_connect_partitions', 'opt_table_changed',
    'tend_history', 'expectation_changed') \gexec

select format('grant select, insert, update, delete on %s to %I', oid::regclass, :'daemon')
from our_table
where name not in ('schema_version', 'schema_addition', 'opt_version', 'expectation_version',
  'set_aside') \gexec
select format('grant select on %s to %I', oid::regclass, :'daemon')
from our_table
where name in ('schema_version', 'schema_addition', 'opt_version', 'expectation_version',
  'set_aside') \gexec

select format('revoke execute on function %1$s from public', p.oid::regprocedure),
  format('grant execute on function %s to %I', p.oid::regprocedure, :'daemon')
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname = :'schema'
  and p.proname in ('make_connect_partitions', 'drop_connect_partitions', 'opt_table_changed',
    'tend_history', 'expectation_changed') \gexec

commit;
