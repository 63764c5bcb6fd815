// The statements of the store that are fixed text; those that remove facts stand in
// expiry_statements.h. Values come in as parameters only; table names are found by the search_path
// that each transaction begins with.
#pragma once

namespace greycache::statements {

// Which server this is, and on which timeline it writes; the control file knows a new timeline only
// after the first checkpoint. Empty on a standby, which cannot tell.
inline constexpr const char* kHistory = R"(
select case when pg_is_in_recovery() then ''
  else (select system_identifier::text from pg_control_system()) || '/'
    || left(pg_walfile_name(pg_current_wal_lsn()), 8) end)";

// $1 src, $2 sender_domain, $3 sender_name, $4 rcpt, $5 first_seen. All hosts write in the order of
// the key, so that they never wait for each other in a circle.
inline constexpr const char* kMergeConnect = R"(
insert into connect (src, sender_domain, sender_name, rcpt, first_seen)
select src, sender_domain, sender_name, rcpt, to_timestamp(first_seen)
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[])
  as fact (src, sender_domain, sender_name, rcpt, first_seen)
order by src collate "C", sender_domain collate "C", sender_name collate "C", rcpt collate "C",
  first_seen
on conflict do nothing)";

// $1 src, $2 sender_domain, $3 sender_name, $4 first_seen, $5 last_seen.
inline constexpr const char* kMergeFromAwl = R"(
insert into from_awl as entry (src, sender_domain, sender_name, first_seen, last_seen)
select src, sender_domain, sender_name, to_timestamp(first_seen), to_timestamp(last_seen)
from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[])
  as fact (src, sender_domain, sender_name, first_seen, last_seen)
order by src collate "C", sender_domain collate "C", sender_name collate "C"
on conflict (src, sender_domain, sender_name) do update
set first_seen = least(entry.first_seen, excluded.first_seen),
  last_seen = greatest(entry.last_seen, excluded.last_seen)
where excluded.first_seen < entry.first_seen or excluded.last_seen > entry.last_seen)";

// $1 src, $2 sender_domain, $3 first_seen, $4 last_seen.
inline constexpr const char* kMergeDomainAwl = R"(
insert into domain_awl as entry (src, sender_domain, first_seen, last_seen)
select src, sender_domain, to_timestamp(first_seen), to_timestamp(last_seen)
from unnest($1::text[], $2::text[], $3::int8[], $4::int8[])
  as fact (src, sender_domain, first_seen, last_seen)
order by src collate "C", sender_domain collate "C"
on conflict (src, sender_domain) do update
set first_seen = least(entry.first_seen, excluded.first_seen),
  last_seen = greatest(entry.last_seen, excluded.last_seen)
where excluded.first_seen < entry.first_seen or excluded.last_seen > entry.last_seen)";

// As kMergeFromAwl.
inline constexpr const char* kMergeCorrespondent = R"(
insert into correspondent as entry (src, sender_domain, sender_name, first_seen, last_seen)
select src, sender_domain, sender_name, to_timestamp(first_seen), to_timestamp(last_seen)
from unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::int8[])
  as fact (src, sender_domain, sender_name, first_seen, last_seen)
order by src collate "C", sender_domain collate "C", sender_name collate "C"
on conflict (src, sender_domain, sender_name) do update
set first_seen = least(entry.first_seen, excluded.first_seen),
  last_seen = greatest(entry.last_seen, excluded.last_seen)
where excluded.first_seen < entry.first_seen or excluded.last_seen > entry.last_seen)";

// Statements that return facts have these columns: kind (by FactKind: 0 connect, 1 from_awl,
// 2 domain_awl, 3 correspondent), src, sender_domain, sender_name, rcpt, first_seen, last_seen. A
// time is NULL where it is infinite: no number stands for that, and one row must not make a
// statement fail.

// Before kLoad in its transaction: without statistics, as on a young table, the planner would read
// whole tables for a hundred sources. And one plan serves all: to plan it for a few sources takes
// PostgreSQL longer than to find them. A bitmap would be made of all rows of a source
// before the first is read, whatever the limit.
inline constexpr const char* kUseIndexes =
    "select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', "
    "true),"
    " set_config('plan_cache_mode', 'force_generic_plan', true)";

// $1 sources, $2 and $3 the cutoffs of connects and of AWL entries, $4 how many rows in all, $5
// sources of correspondents and $6 the cutoff of these. AWL entries come first: of a source that
// has too many they are of use, too.
inline constexpr const char* kLoad = R"(
select 2, src, sender_domain, '', '',
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
from domain_awl where src = any ($1) and last_seen > to_timestamp($3::int8)
union all
select 1, src, sender_domain, sender_name, '',
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
from from_awl where src = any ($1) and last_seen > to_timestamp($3::int8)
union all
select 3, src, sender_domain, sender_name, '',
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
from correspondent where src = any ($5) and last_seen > to_timestamp($6::int8)
union all
select 0, src, sender_domain, sender_name, rcpt,
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end
from connect where src = any ($1) and first_seen >= to_timestamp($2::int8)
limit $4)";

// The same with $4 the rows of each source.
inline constexpr const char* kLoadShares = R"(
select fact.* from unnest($1::text[]) as wanted (src) cross join lateral (
  select 2, entry.src, sender_domain, '', '',
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
  from domain_awl entry where entry.src = wanted.src and last_seen > to_timestamp($3::int8)
  union all
  select 1, entry.src, sender_domain, sender_name, '',
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
  from from_awl entry where entry.src = wanted.src and last_seen > to_timestamp($3::int8)
  union all
  select 0, entry.src, sender_domain, sender_name, rcpt,
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end
  from connect entry where entry.src = wanted.src and first_seen >= to_timestamp($2::int8)
  limit $4) as fact
union all
select fact.* from unnest($5::text[]) as wanted (src) cross join lateral (
  select 3, entry.src, sender_domain, sender_name, '',
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
  from correspondent entry where entry.src = wanted.src and last_seen > to_timestamp($6::int8)
  limit $4) as fact)";

// $1 src, $2 sender_domain, $3 sender_name, $4 the AWL's name, $5 rcpt of each request; $6 and $7
// the cutoffs; $8 how many senders of the domain; $9 the cutoff of correspondents. The last column
// counts the requests from 1.
inline constexpr const char* kFind = R"(
select fact.*, asked.number
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
  with ordinality as asked (src, sender_domain, sender_name, awl_name, rcpt, number)
cross join lateral (
  select 2, entry.src, entry.sender_domain, '', '',
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
  from domain_awl entry where entry.src = asked.src
    and entry.sender_domain = asked.sender_domain and last_seen > to_timestamp($7::int8)
  union all
  select 1, entry.src, entry.sender_domain, entry.sender_name, '',
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
  from from_awl entry where entry.src = asked.src
    and entry.sender_domain = asked.sender_domain and entry.sender_name = asked.awl_name
    and last_seen > to_timestamp($7::int8)
  union all
  (select 0, entry.src, entry.sender_domain, entry.sender_name, entry.rcpt,
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end
  from connect entry where entry.src = asked.src
    and entry.sender_domain = asked.sender_domain and entry.sender_name = asked.sender_name
    and entry.rcpt = asked.rcpt and first_seen >= to_timestamp($6::int8)
  order by first_seen limit 1)
  union all
  (select 1, entry.src, entry.sender_domain, entry.sender_name, '',
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
  from from_awl entry where entry.src = asked.src
    and entry.sender_domain = asked.sender_domain and last_seen > to_timestamp($7::int8)
  limit $8)
  union all
  select 3, entry.src, entry.sender_domain, entry.sender_name, '',
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
  from correspondent entry where entry.src = asked.src
    and entry.sender_domain = asked.sender_domain and entry.sender_name = asked.awl_name
    and last_seen > to_timestamp($9::int8)) as fact)";

// $1 different sources; $2 and $3 the cutoffs; $4 to $6 how many senders, domains and connects of
// each. The last column counts the sources from 1. Rows that have expired, and nobody has deleted
// yet, are stepped over: a flood of them takes long, so once a source is enough.
inline constexpr const char* kFindOfSources = R"(
select fact.*, asked.number
from unnest($1::text[]) with ordinality as asked (src, number)
cross join lateral (
  (select 1, entry.src, entry.sender_domain, entry.sender_name, '',
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
  from from_awl entry where entry.src = asked.src and last_seen > to_timestamp($3::int8)
  limit $4)
  union all
  (select 2, entry.src, entry.sender_domain, '', '',
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(last_seen) then extract(epoch from last_seen)::int8 end
  from domain_awl entry where entry.src = asked.src and last_seen > to_timestamp($3::int8)
  limit $5)
  union all
  (select 0, entry.src, entry.sender_domain, entry.sender_name, entry.rcpt,
    case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end,
  case when isfinite(first_seen) then extract(epoch from first_seen)::int8 end
  from connect entry where entry.src = asked.src and first_seen >= to_timestamp($2::int8)
  limit $6)) as fact)";

// $1 a table. Blocks of the largest of its files.
inline constexpr const char* kBlocks = R"(
select (coalesce(max(pg_relation_size(oid)), 0) / current_setting('block_size')::int8)::int8 + 1
from pg_class where relkind = 'r' and (oid = to_regclass($1)
  or oid in (select inhrelid from pg_inherits where inhparent = to_regclass($1))))";

// The rows of some blocks: $1 sender_domain (empty: no sender), $2 names (none: any), $3 rcpt, or
// src of correspondents (empty: none), $4 the first block and $5 the first one behind, as
// "(BLOCK,0)", $6 how many rows.
inline constexpr const char* kSearchConnect = R"(
select 0, src, sender_domain, sender_name, rcpt,
  extract(epoch from first_seen)::int8, extract(epoch from first_seen)::int8
from connect where ctid >= $4::tid and ctid < $5::tid and isfinite(first_seen)
  and (($1 <> '' and sender_domain = $1 and (cardinality($2::text[]) = 0 or sender_name = any ($2)))
    or ($3 <> '' and rcpt = $3)) limit $6)";
inline constexpr const char* kSearchFromAwl = R"(
select 1, src, sender_domain, sender_name, '',
  extract(epoch from first_seen)::int8, extract(epoch from last_seen)::int8
from from_awl where ctid >= $4::tid and ctid < $5::tid
  and isfinite(first_seen) and isfinite(last_seen) and $3::text is not null
  and $1 <> '' and sender_domain = $1 and (cardinality($2::text[]) = 0 or sender_name = any ($2))
limit $6)";
inline constexpr const char* kSearchDomainAwl = R"(
select 2, src, sender_domain, '', '',
  extract(epoch from first_seen)::int8, extract(epoch from last_seen)::int8
from domain_awl where ctid >= $4::tid and ctid < $5::tid
  and isfinite(first_seen) and isfinite(last_seen)
  and $2::text[] is not null and $3::text is not null
  and $1 <> '' and sender_domain = $1 limit $6)";

inline constexpr const char* kSearchCorrespondent = R"(
select 3, src, sender_domain, sender_name, '',
  extract(epoch from first_seen)::int8, extract(epoch from last_seen)::int8
from correspondent where ctid >= $4::tid and ctid < $5::tid
  and isfinite(first_seen) and isfinite(last_seen)
  and (($1 <> '' and sender_domain = $1 and (cardinality($2::text[]) = 0 or sender_name = any ($2)))
    or ($3 <> '' and src = $3)) limit $6)";

// Today's and those of the two days to come: each more is one more index to look into for a source.
inline constexpr const char* kMakePartitions =
    "select make_connect_partitions((now() at time zone 'UTC')::date, 3)";
// $1 the cutoff.
inline constexpr const char* kDropPartitions =
    "select drop_connect_partitions(to_timestamp($1::int8))";

// $1 a table. Bytes on disk, and how many rows there seem to be.
inline constexpr const char* kEstimate = R"(
select coalesce(sum(pg_relation_size(oid)), 0)::int8,
  coalesce(sum(case when reltuples > 0 then reltuples else pg_relation_size(oid) / 150 end), 0)::int8
from pg_class where relkind = 'r' and (oid = to_regclass($1)
  or oid in (select inhrelid from pg_inherits where inhparent = to_regclass($1))))";
inline constexpr const char* kCountConnect =
    "select count(*) from (select distinct src, sender_domain, sender_name, rcpt from connect) "
    "facts";
inline constexpr const char* kCountFromAwl = "select count(*) from from_awl";
inline constexpr const char* kCountDomainAwl = "select count(*) from domain_awl";
inline constexpr const char* kCountCorrespondent = "select count(*) from correspondent";

inline constexpr const char* kMissingRights = R"(
select coalesce(string_agg(privilege || ' on ' || relation, ', ' order by relation, privilege), '')
from unnest(array['connect', 'from_awl', 'domain_awl', 'correspondent', 'standing', 'history',
    'expectation', 'mail_count', 'stand_in', 'optin_domain', 'optin_email', 'optout_domain', 'optout_email']) relation,
  unnest(array['select', 'insert', 'update', 'delete']) privilege
where not has_table_privilege(to_regclass(relation), privilege))";

inline constexpr const char* kOptVersion = "select version from opt_version";

// $1 recipient, $2 sender, $3 until, $4 made_at, $5 kept_until, $6 removed (0 or 1), $7 why. As
// merge_into() has it. All hosts write in the order of the key.
inline constexpr const char* kMergeExpectations = R"(
insert into expectation as entry (recipient, sender, until, made_at, kept_until, removed, why)
select recipient, sender, to_timestamp(until), to_timestamp(made_at), to_timestamp(kept_until),
  removed <> 0, why
from unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::text[])
  as fresh (recipient, sender, until, made_at, kept_until, removed, why)
order by recipient collate "C", sender collate "C"
on conflict (recipient, sender) do update
set (until, made_at, removed, why) = (
    select latest.until, latest.made_at, latest.removed, latest.why
    from (values (entry.until, entry.made_at, entry.removed, entry.why),
      (excluded.until, excluded.made_at, excluded.removed, excluded.why))
      as latest (until, made_at, removed, why)
    order by latest.made_at desc, latest.removed desc, latest.until desc,
      latest.why collate "C" desc limit 1),
  kept_until = greatest(entry.kept_until, excluded.kept_until))";
// $1 and $2 the names behind which it begins, $3 how many.
inline constexpr const char* kReadExpectations = R"(
select recipient, sender, extract(epoch from until)::int8, extract(epoch from made_at)::int8,
  extract(epoch from kept_until)::int8, removed, why
from expectation where (recipient, sender) > ($1, $2) order by recipient, sender limit $3)";
// $1 recipient, $2 sender.
inline constexpr const char* kFindExpectation = R"(
select recipient, sender, extract(epoch from until)::int8, extract(epoch from made_at)::int8,
  extract(epoch from kept_until)::int8, removed, why
from expectation where recipient = $1 and sender = $2)";
inline constexpr const char* kExpectationVersion = "select version from expectation_version";
// $1 the time.
inline constexpr const char* kForgetExpectations =
    "delete from expectation where kept_until < to_timestamp($1::int8)";

// $1 the schema. Whether the schema, its table of versions and that of additions exist; the names
// of the database, of the schema's owner ('' where it is not there) and of our role. Asks the
// catalogues themselves: to_regnamespace() may answer what was true before we waited for a lock.
inline constexpr const char* kSchemaExists = R"(
select exists (select from pg_namespace where nspname = $1),
  exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relname = 'schema_version'),
  exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relname = 'schema_addition'),
  current_database()::text,
  coalesce((select pg_get_userbyid(nspowner)::text from pg_namespace where nspname = $1), ''),
  current_user::text)";
// $1 the schema. Whether the role may make tables there and change those that are there.
inline constexpr const char* kMayMigrate = R"(
select case when n.oid is null then has_database_privilege(current_database(), 'create')
  else has_schema_privilege(n.oid, 'create') and coalesce(pg_has_role(c.relowner, 'usage'), true)
  end
from (select) as one left join pg_namespace n on n.nspname = $1
  left join pg_class c on c.relnamespace = n.oid and c.relname = 'schema_version')";
// $1 the schema.
inline constexpr const char* kMigrationLock =
    "select pg_advisory_xact_lock(hashtextextended('greycache.migrate.' || $1, 0))";

}  // namespace greycache::statements
