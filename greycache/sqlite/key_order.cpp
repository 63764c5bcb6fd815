// A scan along the key, from any place on.
#include "greycache/sqlite/key_order.h"

#include <array>
#include <limits>
#include <string_view>

namespace greycache {

namespace {

// ?1 src, ?2 sender_domain, ?3 sender_name, ?4 rcpt, ?5 first_seen.
constexpr std::array<std::string_view, kFactKinds> kRows{
    "select src, sender_domain, sender_name, rcpt, first_seen, first_seen from connect"
    " where (src, sender_domain, sender_name, rcpt, first_seen) > (?1, ?2, ?3, ?4, ?5)"
    " order by src, sender_domain, sender_name, rcpt, first_seen",
    "select src, sender_domain, sender_name, '', first_seen, last_seen from from_awl"
    " where (src, sender_domain, sender_name) > (?1, ?2, ?3) and ?4 = '' and ?5 is not null"
    " order by src, sender_domain, sender_name",
    "select src, sender_domain, '', '', first_seen, last_seen from domain_awl"
    " where (src, sender_domain) > (?1, ?2) and ?3 = '' and ?4 = '' and ?5 is not null"
    " order by src, sender_domain",
    "select src, sender_domain, sender_name, '', first_seen, last_seen from correspondent"
    " where (src, sender_domain, sender_name) > (?1, ?2, ?3) and ?4 = '' and ?5 is not null"
    " order by src, sender_domain, sender_name"};

}  // namespace

StoreResult<void> each_in_key_order(Database& database, const Fact& after,
                                    const Database::RowCallback& row) {
  const std::int64_t first_seen =
      after.src.empty() ? std::numeric_limits<std::int64_t>::min() : after.first_seen;
  return database.each(kRows[static_cast<std::size_t>(after.kind)], row,
                       {after.src, after.sender_domain, after.sender_name, after.rcpt, first_seen});
}

Fact fact_in_key_order(FactKind kind, const Row& row) {
  Fact fact;
  fact.kind = kind;
  fact.src = row.text(0);
  fact.sender_domain = row.text(1);
  fact.sender_name = row.text(2);
  fact.rcpt = row.text(3);
  fact.first_seen = row.integer(4);
  fact.last_seen = row.integer(5);
  return fact;
}

}  // namespace greycache
