-- Which mail hosts go without Redis: what they acknowledge is in PostgreSQL only until they have it again.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 009_stand_in.sql
--
-- It only adds: see 005_standing_correspondent.sql.

create table stand_in (
  -- Serves the one row of a host, and the reading of all: there are as many as hosts go without.
  host text collate "C" primary key,
  since timestamptz not null,
  seen timestamptz not null,
  constraint stand_in_sound check (
    octet_length(host) between 1 and 1023 and host !~ '[^!-~]'
    and since between '1970-01-01 00:00:00Z' and '9999-12-31 23:59:59Z'
    and seen between '1970-01-01 00:00:00Z' and '9999-12-31 23:59:59Z')
) with (fillfactor = 50);
comment on table stand_in is 'Mail hosts that go without Redis: while a row stands the others ask PostgreSQL for what Redis does not have.';
comment on column stand_in.host is 'Names the host for good: its name and state_dir, percent-encoded ASCII.';
comment on column stand_in.since is 'When it was lost there.';
comment on column stand_in.seen is 'When the host said so last, each second while its daemon runs. Ten minutes later another host has all sources read from PostgreSQL anew, and removes the row.';

insert into schema_addition (version, name) values (9, 'stand_in');
