// The statements that remove facts, or bring them back into time; as statements.h has it.
#pragma once

namespace greycache::statements {

// One host at a time; the lock goes with the transaction. $1 the schema.
inline constexpr const char* kTryExpiryLock =
    "select pg_try_advisory_xact_lock(hashtextextended('greycache.expire.' || $1, 0))";

// $1 the cutoff, $2 how many. The last column tells whether a younger row of the same attempt
// lives.
inline constexpr const char* kExpireConnect = R"(
with gone as materialized (
  select src, sender_domain, sender_name, rcpt, first_seen from connect
  where first_seen < to_timestamp($1::int8) limit $2)
delete from connect entry using gone
where entry.first_seen < to_timestamp($1::int8) and entry.src = gone.src
  and entry.sender_domain = gone.sender_domain and entry.sender_name = gone.sender_name
  and entry.rcpt = gone.rcpt and entry.first_seen = gone.first_seen
returning 0, entry.src, entry.sender_domain, entry.sender_name, entry.rcpt,
  case when isfinite(entry.first_seen) then extract(epoch from entry.first_seen)::int8 end,
  case when isfinite(entry.first_seen) then extract(epoch from entry.first_seen)::int8 end,
  exists (select from connect younger where younger.src = entry.src
    and younger.sender_domain = entry.sender_domain and younger.sender_name = entry.sender_name
    and younger.rcpt = entry.rcpt and younger.first_seen >= to_timestamp($1::int8)))";

// Rows that a merge is just about to refresh are left alone: they are locked, or no longer expired.
inline constexpr const char* kExpireFromAwl = R"(
delete from from_awl where ctid = any (array(
  select ctid from from_awl where last_seen <= to_timestamp($1::int8) limit $2
  for update skip locked)))";
inline constexpr const char* kExpireDomainAwl = R"(
delete from domain_awl where ctid = any (array(
  select ctid from domain_awl where last_seen <= to_timestamp($1::int8) limit $2
  for update skip locked)))";
inline constexpr const char* kExpireCorrespondent = R"(
delete from correspondent where ctid = any (array(
  select ctid from correspondent where last_seen <= to_timestamp($1::int8) limit $2
  for update skip locked)))";

// $1 src, $2 sender_domain, $3 sender_name, $4 rcpt, $5 the greatest time, of each name. Rows of
// the others that a merge is just about to refresh are left alone, as above.
inline constexpr const char* kEraseConnect = R"(
delete from connect entry
using unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[])
  as gone (src, sender_domain, sender_name, rcpt, at)
where entry.src = gone.src and entry.sender_domain = gone.sender_domain
  and entry.sender_name = gone.sender_name and entry.rcpt = gone.rcpt
  and entry.first_seen <= to_timestamp(gone.at))";
inline constexpr const char* kEraseFromAwl = R"(
delete from from_awl where ctid = any (array(
  select entry.ctid from from_awl entry
  join unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[])
    as gone (src, sender_domain, sender_name, rcpt, at)
    on entry.src = gone.src and entry.sender_domain = gone.sender_domain
    and entry.sender_name = gone.sender_name and entry.last_seen <= to_timestamp(gone.at)
  for update of entry skip locked)))";
inline constexpr const char* kEraseDomainAwl = R"(
delete from domain_awl where ctid = any (array(
  select entry.ctid from domain_awl entry
  join unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[])
    as gone (src, sender_domain, sender_name, rcpt, at)
    on entry.src = gone.src and entry.sender_domain = gone.sender_domain
    and entry.last_seen <= to_timestamp(gone.at)
  for update of entry skip locked)))";
inline constexpr const char* kEraseCorrespondent = R"(
delete from correspondent where ctid = any (array(
  select entry.ctid from correspondent entry
  join unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[])
    as gone (src, sender_domain, sender_name, rcpt, at)
    on entry.src = gone.src and entry.sender_domain = gone.sender_domain
    and entry.sender_name = gone.sender_name and entry.last_seen <= to_timestamp(gone.at)
  for update of entry skip locked)))";

// $1 the greatest time that counts as it is, $2 how many. Later ones are of a clock that was wrong.
inline constexpr const char* kBringBackConnect = R"(
with early as materialized (
  select src, sender_domain, sender_name, rcpt, first_seen from connect
  where first_seen > to_timestamp($1::int8) limit $2),
gone as (
  delete from connect entry using early
  where entry.first_seen > to_timestamp($1::int8) and entry.src = early.src
    and entry.sender_domain = early.sender_domain and entry.sender_name = early.sender_name
    and entry.rcpt = early.rcpt and entry.first_seen = early.first_seen)
insert into connect (src, sender_domain, sender_name, rcpt, first_seen)
select distinct src, sender_domain, sender_name, rcpt, to_timestamp($1::int8) from early
on conflict do nothing)";
inline constexpr const char* kBringBackFromAwl = R"(
update from_awl set first_seen = least(first_seen, to_timestamp($1::int8)),
  last_seen = to_timestamp($1::int8)
where ctid = any (array(
  select ctid from from_awl where last_seen > to_timestamp($1::int8) limit $2
  for update skip locked)))";
inline constexpr const char* kBringBackDomainAwl = R"(
update domain_awl set first_seen = least(first_seen, to_timestamp($1::int8)),
  last_seen = to_timestamp($1::int8)
where ctid = any (array(
  select ctid from domain_awl where last_seen > to_timestamp($1::int8) limit $2
  for update skip locked)))";
inline constexpr const char* kBringBackCorrespondent = R"(
update correspondent set first_seen = least(first_seen, to_timestamp($1::int8)),
  last_seen = to_timestamp($1::int8)
where ctid = any (array(
  select ctid from correspondent where last_seen > to_timestamp($1::int8) limit $2
  for update skip locked)))";

}  // namespace greycache::statements
