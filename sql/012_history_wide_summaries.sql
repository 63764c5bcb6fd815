-- The summaries of the history are wide enough for rows of which each has names of its own.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 012_history_wide_summaries.sql
--
-- No other version of the program minds which indexes there are.

-- PostgreSQL makes a Bloom filter for 1862 names, unless told otherwise. But 64 pages hold about 5000
-- rows, mostly of robots, which use no name twice: four in ten of their filters knew everybody.
do $$
declare
  name text;
begin
  if current_setting('server_version_num')::integer < 140000 then return; end if;
  foreach name in array array['client_address', 'sender', 'recipient'] loop
    execute format('drop index if exists %I', 'history_' || name);
    execute format('create index %I on history'
                   ' using brin (%I text_bloom_ops (n_distinct_per_range = 5000))'
                   ' with (pages_per_range = 64, autosummarize = on)', 'history_' || name, name);
  end loop;
end
$$;

insert into schema_addition (version, name) values (12, 'history_wide_summaries');
