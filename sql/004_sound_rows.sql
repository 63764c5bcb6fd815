-- Rows that make sense, and no others: names of printable ASCII, times of the years 1970 to 9999.
--
-- Run with search_path set to one schema, as the owner of it; greycache does so itself where it may:
--   psql -v ON_ERROR_STOP=1 -1 -c 'set search_path = greycache' -f 004_sound_rows.sql

create table set_aside (
  moved_at timestamptz not null default now(),
  origin text not null,
  entry text not null
);
comment on table set_aside is 'Rows that made no sense, which a migration took out of their tables. Nobody reads it: look, and empty it.';
comment on column set_aside.moved_at is 'When.';
comment on column set_aside.origin is 'The table that it stood in.';
comment on column set_aside.entry is 'The row as text.';

-- Nobody listens: the version tells of a change, and a notification would need a session.
create or replace function opt_table_changed() returns trigger
language plpgsql security definer
as $$
begin
  update opt_version set version = version + 1;
  return null;
end
$$;
comment on function opt_table_changed() is 'Makes a new opt_version.';

do $$
declare
  grantee name;
  place text;
  condition text;
  conditions text[] := '{}';
  moved bigint;
begin
  -- Whatever search_path the caller has, a function with the owner's rights uses this schema only.
  execute format('alter function opt_table_changed() set search_path = %I, pg_temp', current_schema());
  for grantee in
    select distinct r.rolname from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
    where c.oid = 'set_aside'::regclass and a.grantee <> c.relowner
  loop
    execute format('revoke insert, update, delete on set_aside from %I', grantee);
  end loop;

  -- What a column may hold goes by its type; that of an opt table is a recipient's as it came.
  for place, condition in
    select c.relname,
      string_agg(format(
        case
          when a.atttypid = 'timestamptz'::regtype
            then '%1$I between ''1970-01-01 00:00:00Z'' and ''9999-12-31 23:59:59Z'''
          when c.relname ~ '^opt' then 'octet_length(%1$I) between 1 and 255'
          else 'octet_length(%1$I) between 1 and 1023 and %1$I !~ ''[^!-~]'''
        end, a.attname), ' and ' order by a.attnum)
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace
      and c.relname in ('connect', 'from_awl', 'domain_awl',
        'optin_domain', 'optin_email', 'optout_domain', 'optout_email')
    group by c.relname
  loop
    execute format('with gone as (delete from %1$I as entry where not (%2$s) returning entry::text as entry)
                    insert into set_aside (origin, entry) select %1$L, entry from gone', place, condition);
    get diagnostics moved = row_count;
    if moved > 0 then
      raise warning '% rows of % make no sense: they were moved to the table set_aside', moved, place;
    end if;
    conditions := conditions
      || format('alter table %I add constraint %I check (%s) not valid', place, place || '_sound', condition);
  end loop;

  -- At last, and not valid, so that the tables are locked for milliseconds: they were looked through
  -- above, and daemons go on writing meanwhile. What one of them wrote in between, and makes no
  -- sense, is set aside when it is read.
  foreach condition in array conditions loop
    execute condition;
  end loop;
end
$$;

insert into schema_version (version, name) values (4, 'sound_rows');
