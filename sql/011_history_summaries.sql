-- The names of the history are looked for by summaries of many rows, not by an index of each row.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 011_history_summaries.sql
--
-- No other version of the program minds which indexes there are.

-- Three indexes by name took more than half of the time of a row, and as much room as the row. A
-- summary is a Bloom filter of 64 pages: it tells where a name may be, and what has none yet is
-- looked through. Rows come in the order of time, so that a name's are close together. Before
-- PostgreSQL 14 there are none of this kind, and the indexes of 006_history.sql stay.
do $$
declare
  name text;
begin
  if current_setting('server_version_num')::integer < 140000 then return; end if;
  foreach name in array array['client_address', 'sender', 'recipient'] loop
    execute format('drop index if exists %I', 'history_' || name);
    execute format('create index %I on history using brin (%I text_bloom_ops)'
                   ' with (pages_per_range = 64, autosummarize = on)', 'history_' || name, name);
  end loop;
end
$$;

insert into schema_addition (version, name) values (11, 'history_summaries');
