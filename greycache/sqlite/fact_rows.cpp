// Facts as rows of SQLite's tables.
#include "greycache/sqlite/fact_rows.h"

#include <limits>

namespace greycache {

namespace {

constexpr auto kAll = std::numeric_limits<std::size_t>::max();

}  // namespace

Fact connect_of(const Row& row) {
  const UnixTime first = row.integer(4);
  return {FactKind::connect,
          std::string(row.text(0)),
          std::string(row.text(2)),
          std::string(row.text(1)),
          std::string(row.text(3)),
          first,
          first};
}

Fact from_awl_of(const Row& row) {
  return {FactKind::from_awl,
          std::string(row.text(0)),
          std::string(row.text(2)),
          std::string(row.text(1)),
          "",
          row.integer(3),
          row.integer(4)};
}

Fact domain_awl_of(const Row& row) {
  return {FactKind::domain_awl,
          std::string(row.text(0)),
          "",
          std::string(row.text(1)),
          "",
          row.integer(2),
          row.integer(3)};
}

Database::RowCallback into(std::vector<Fact>& facts, Fact (*fact_of)(const Row&),
                           std::size_t limit) {
  return [&facts, fact_of, limit](const Row& row) {
    if (facts.size() < limit) facts.push_back(fact_of(row));
    return facts.size() < limit;
  };
}

StoreResult<void> load_source(Database& database, SourceFacts& source, const Cutoffs& cutoffs,
                              std::size_t limit) {
  std::vector<Fact>& facts = source.facts;
  const auto left = [&] { return static_cast<std::int64_t>(limit - facts.size()); };
  auto loaded = database.each(
      "select src, sender_domain, first_seen, last_seen from domain_awl"
      " where src = ? and +last_seen > ? limit ?",
      into(facts, domain_awl_of, limit), {source.src, cutoffs.awl, left()});
  if (!loaded || left() == 0) return loaded;
  loaded = database.each(
      "select src, sender_domain, sender_name, first_seen, last_seen from from_awl"
      " where src = ? and +last_seen > ? limit ?",
      into(facts, from_awl_of, limit), {source.src, cutoffs.awl, left()});
  if (!loaded || left() == 0) return loaded;
  return database.each(
      "select src, sender_domain, sender_name, rcpt, min(first_seen) from connect"
      " where src = ? and first_seen >= ? group by sender_domain, sender_name, rcpt limit ?",
      into(facts, connect_of, limit), {source.src, cutoffs.connect, left()});
}

StoreResult<void> find_named(Database& database, const Keys& keys, const Cutoffs& cutoffs,
                             std::vector<Fact>& facts) {
  auto found = database.each(
      "select src, sender_domain, first_seen, last_seen from domain_awl"
      " where src = ? and sender_domain = ? and +last_seen > ?",
      into(facts, domain_awl_of, kAll), {keys.src, keys.sender_domain, cutoffs.awl});
  if (!found) return found;
  found = database.each(
      "select src, sender_domain, sender_name, first_seen, last_seen from from_awl"
      " where src = ? and sender_domain = ? and sender_name = ? and +last_seen > ?",
      into(facts, from_awl_of, kAll), {keys.src, keys.sender_domain, keys.awl_name, cutoffs.awl});
  if (!found) return found;
  return database.each(
      "select src, sender_domain, sender_name, rcpt, first_seen from connect"
      " where src = ? and sender_domain = ? and sender_name = ? and rcpt = ? and first_seen >= ?"
      " order by first_seen limit 1",
      into(facts, connect_of, kAll),
      {keys.src, keys.sender_domain, keys.sender_name, keys.rcpt, cutoffs.connect});
}

StoreResult<void> find_others(Database& database, const Keys& keys, const Cutoffs& cutoffs,
                              const Excerpt& sizes, std::vector<Fact>& facts) {
  const auto most = [](std::size_t size) { return static_cast<std::int64_t>(size); };
  auto found = database.each(
      "select src, sender_domain, sender_name, first_seen, last_seen from from_awl"
      " where src = ? and sender_domain = ? and +last_seen > ? limit ?",
      into(facts, from_awl_of, kAll),
      {keys.src, keys.sender_domain, cutoffs.awl, most(sizes.from_awl_of_domain)});
  if (!found || sizes.connect == 0) return found;
  found = database.each(
      "select src, sender_domain, sender_name, first_seen, last_seen from from_awl"
      " where src = ? and +last_seen > ? limit ?",
      into(facts, from_awl_of, kAll), {keys.src, cutoffs.awl, most(sizes.from_awl)});
  if (!found) return found;
  found = database.each(
      "select src, sender_domain, first_seen, last_seen from domain_awl"
      " where src = ? and +last_seen > ? limit ?",
      into(facts, domain_awl_of, kAll), {keys.src, cutoffs.awl, most(sizes.domain_awl)});
  if (!found) return found;
  return database.each(
      "select src, sender_domain, sender_name, rcpt, first_seen from connect"
      " where src = ? and +first_seen >= ? limit ?",
      into(facts, connect_of, kAll), {keys.src, cutoffs.connect, most(sizes.connect)});
}

}  // namespace greycache
