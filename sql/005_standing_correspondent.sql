-- Whom the own users write to, and how well organisations stand.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 005_standing_correspondent.sql
--
-- It only adds: programs that know the schema as it was before go on with it. Such migrations stand
-- in schema_addition, and schema_version keeps the number of the last one that all must know.

create table schema_addition (
  version integer primary key,
  name text not null,
  applied_at timestamptz not null default now()
);
comment on table schema_addition is 'One row for each migration that only added: an older program need not know it.';
comment on column schema_addition.version is 'Number of the file in sql/.';
comment on column schema_addition.name is 'Name of that file without number and ending.';
comment on column schema_addition.applied_at is 'When it was run.';

create table correspondent (
  src text collate "C" not null,
  sender_domain text collate "C" not null,
  sender_name text collate "C" not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  -- Serves the merge by name and the look-up of all that a user wrote to.
  primary key (src, sender_domain, sender_name),
  constraint correspondent_sound check (
    octet_length(src) between 1 and 1023 and src !~ '[^!-~]'
    and octet_length(sender_domain) between 1 and 1023 and sender_domain !~ '[^!-~]'
    and octet_length(sender_name) between 1 and 1023 and sender_name !~ '[^!-~]'
    and first_seen between '1970-01-01 00:00:00Z' and '9999-12-31 23:59:59Z'
    and last_seen between '1970-01-01 00:00:00Z' and '9999-12-31 23:59:59Z')
) with (fillfactor = 85);
comment on table correspondent is 'Whom the own users write to: mail of these passes at once.';
comment on column correspondent.src is 'The user, to:anna@site.example; to:@shop.example stands for all users and that organisation.';
comment on column correspondent.sender_domain is 'Domain of the remote address, or its organisation; percent-encoded ASCII.';
comment on column correspondent.sender_name is 'Local part of the remote address as in from_awl; % where it stands for all of the organisation.';
comment on column correspondent.first_seen is 'When the user first wrote there.';
comment on column correspondent.last_seen is 'When the user last wrote there; it expires correspondent_age later.';

create table standing (
  organisation text collate "C" not null,
  day integer not null,
  host text collate "C" not null,
  first_attempts bigint not null,
  came_back bigint not null,
  changed bigint not null,
  -- Serves the merge.
  primary key (organisation, day, host),
  constraint standing_sound check (
    octet_length(organisation) between 1 and 1023 and organisation !~ '[^!-~]'
    and octet_length(host) between 1 and 1023 and host !~ '[^!-~]'
    and day between 0 and 2932896 and first_attempts >= 0 and came_back >= 0)
);
comment on table standing is 'What came under an organisation''s name: counters that only grow, one row a day and process.';
comment on column standing.organisation is 'Registrable domain of clients'' verified names, percent-encoded ASCII.';
comment on column standing.day is 'Days since 1970, UTC.';
comment on column standing.host is 'The process that counted: its host''s name and when it started.';
comment on column standing.first_attempts is 'First attempts, each once it came back or had the time to.';
comment on column standing.came_back is 'How many attempts came back.';
comment on column standing.changed is 'The transaction that wrote the row last: daemons read what changed since they read last.';
-- Serves that reading, every two seconds by each daemon, and nothing else.
create index standing_changed on standing (changed);

do $$
declare
  grantee name;
begin
  -- Only the owner writes which migrations the schema has had.
  for grantee in
    select distinct r.rolname from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
    where c.oid = 'schema_addition'::regclass and a.grantee <> c.relowner
  loop
    execute format('revoke insert, update, delete on schema_addition from %I', grantee);
  end loop;
end
$$;

insert into schema_addition (version, name) values (5, 'standing_correspondent');
