-- The entries of greylisting: what was seen, and when.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 001_entries.sql

create table schema_version (
  version integer primary key,
  name text not null,
  applied_at timestamptz not null default now()
);
comment on table schema_version is 'One row for each migration that this schema has had.';
comment on column schema_version.version is 'Number of the file in sql/; the greatest is the version of the schema.';
comment on column schema_version.name is 'Name of that file without number and ending.';
comment on column schema_version.applied_at is 'When it was run.';

-- A row is one moment at which an attempt was seen, and is never updated. Copies of one attempt that
-- hosts saw at different moments are different rows; the least first_seen that is not expired counts.
-- So an expired row never hides a younger one, and the order of writing does not matter.
create table connect (
  src text collate "C" not null,
  sender_domain text collate "C" not null,
  sender_name text collate "C" not null,
  rcpt text collate "C" not null,
  first_seen timestamptz not null,
  -- Serves the insert that must not repeat a row, and the look-up of all rows of a source. There is
  -- no other index: a second one halves the rate of inserts.
  primary key (src, sender_domain, sender_name, rcpt, first_seen)
) partition by range (first_seen);
comment on table connect is 'First attempts that wait for their retry. Partitioned by day (UTC), so that expiry is a DROP.';
comment on column connect.src is 'Address or network of the client that greylisting keys on, as text: 192.0.2, 2001:db8::/64.';
comment on column connect.sender_domain is 'Domain of the envelope sender, percent-encoded ASCII.';
comment on column connect.sender_name is 'Local part of the envelope sender as it came, percent-encoded ASCII.';
comment on column connect.rcpt is 'Envelope recipient, percent-encoded ASCII.';
comment on column connect.first_seen is 'When the attempt was seen.';

-- Takes the rows of a day that has no partition (a clock that is wrong, a cleaner that did not run),
-- so that no row ever fails for its date.
create table connect_default partition of connect default;
comment on table connect_default is 'Attempts of days without a partition of their own.';

-- last_seen is in no index and pages keep room, so that an update of it stays on its page (HOT).
create table from_awl (
  src text collate "C" not null,
  sender_domain text collate "C" not null,
  sender_name text collate "C" not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  -- Serves the merge by name and the look-up of all rows of a source.
  primary key (src, sender_domain, sender_name)
) with (fillfactor = 85);
comment on table from_awl is 'Senders that are auto-whitelisted for a source.';
comment on column from_awl.src is 'Address or network of the client, as in connect.';
comment on column from_awl.sender_domain is 'Domain of the envelope sender, percent-encoded ASCII.';
comment on column from_awl.sender_name is 'Local part without VERP, SRS, BATV and extension, percent-encoded ASCII.';
comment on column from_awl.first_seen is 'When the first attempt was seen that led here.';
comment on column from_awl.last_seen is 'When the entry last let a mail pass; it expires awl_age later.';

create table domain_awl (
  src text collate "C" not null,
  sender_domain text collate "C" not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  -- Serves the merge by name and the look-up of all rows of a source.
  primary key (src, sender_domain)
) with (fillfactor = 85);
comment on table domain_awl is 'Sender domains that are auto-whitelisted for a source.';
comment on column domain_awl.src is 'Address or network of the client, as in connect.';
comment on column domain_awl.sender_domain is 'Domain of the envelope sender, percent-encoded ASCII.';
comment on column domain_awl.first_seen is 'When the first attempt was seen that led here.';
comment on column domain_awl.last_seen is 'When the entry last let a mail pass; it expires awl_age later.';

-- Default privileges (see roles.sql) let the daemon write into every new table; this one only the
-- owner writes.
do $$
declare
  grantee name;
begin
  for grantee in
    select distinct r.rolname from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
    where c.oid = 'schema_version'::regclass and a.grantee <> c.relowner
  loop
    execute format('revoke insert, update, delete on schema_version from %I', grantee);
  end loop;
end
$$;

insert into schema_version (version, name) values (1, 'entries');
