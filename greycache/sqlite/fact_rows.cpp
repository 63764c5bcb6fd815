// Rows of SQLite as facts.
#include "greycache/sqlite/fact_rows.h"

#include <limits>
#include <utility>

#include "greycache/policy/correspondent.h"
#include "greycache/policy/sound_fact.h"

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

Fact correspondent_of(const Row& row) {
  Fact fact = from_awl_of(row);
  fact.kind = FactKind::correspondent;
  return fact;
}

Database::RowCallback into(std::vector<Fact>& facts, Fact (*fact_of)(const Row&), std::size_t limit,
                           SetAside& aside) {
  return [&facts, fact_of, limit, &aside](const Row& row) {
    Fact fact = fact_of(row);
    if (!is_sound(fact)) {
      aside.read("SQLite", fact);
    } else if (facts.size() < limit) {
      facts.push_back(std::move(fact));
    }
    return facts.size() < limit;
  };
}

StoreResult<void> erase_rows(Database& database, const Fact& fact) {
  switch (fact.kind) {
    case FactKind::connect:
      return database.run(
          "delete from connect where src = ? and sender_domain = ? and sender_name = ?"
          " and rcpt = ? and first_seen <= ?",
          {fact.src, fact.sender_domain, fact.sender_name, fact.rcpt, fact.first_seen});
    case FactKind::from_awl:
      return database.run(
          "delete from from_awl where src = ? and sender_domain = ? and sender_name = ?"
          " and last_seen <= ?",
          {fact.src, fact.sender_domain, fact.sender_name, fact.last_seen});
    case FactKind::domain_awl:
      return database.run(
          "delete from domain_awl where src = ? and sender_domain = ? and last_seen <= ?",
          {fact.src, fact.sender_domain, fact.last_seen});
    case FactKind::correspondent:
      return database.run(
          "delete from correspondent where src = ? and sender_domain = ? and sender_name = ?"
          " and last_seen <= ?",
          {fact.src, fact.sender_domain, fact.sender_name, fact.last_seen});
  }
  return {};
}

StoreResult<std::size_t> load_source(Database& database, SourceFacts& source,
                                     const Cutoffs& cutoffs, std::size_t limit, SetAside& aside) {
  std::size_t rows = 0;
  const auto counted = [&](Fact (*fact_of)(const Row&)) -> Database::RowCallback {
    return [&rows, keep = into(source.facts, fact_of, limit, aside)](const Row& row) {
      ++rows;
      return keep(row);
    };
  };
  const auto left = [&] { return static_cast<std::int64_t>(limit - rows); };
  if (holds_correspondents(source.src)) {
    const auto read = database.each(
        "select src, sender_domain, sender_name, first_seen, last_seen from correspondent"
        " where src = ? and +last_seen > ? limit ?",
        counted(correspondent_of), {source.src, cutoffs.correspondent, left()});
    if (!read) return tl::unexpected(read.error());
    return rows;
  }
  auto loaded = database.each(
      "select src, sender_domain, first_seen, last_seen from domain_awl"
      " where src = ? and +last_seen > ? limit ?",
      counted(domain_awl_of), {source.src, cutoffs.awl, left()});
  if (loaded && left() > 0) {
    loaded = database.each(
        "select src, sender_domain, sender_name, first_seen, last_seen from from_awl"
        " where src = ? and +last_seen > ? limit ?",
        counted(from_awl_of), {source.src, cutoffs.awl, left()});
  }
  if (loaded && left() > 0) {
    loaded = database.each(
        "select src, sender_domain, sender_name, rcpt, min(first_seen) from connect"
        " where src = ? and first_seen >= max(?, 0)"
        " group by sender_domain, sender_name, rcpt limit ?",
        counted(connect_of), {source.src, cutoffs.connect, left()});
  }
  if (!loaded) return tl::unexpected(loaded.error());
  return rows;
}

StoreResult<void> find_named(Database& database, const Keys& keys, const Cutoffs& cutoffs,
                             std::vector<Fact>& facts, SetAside& aside) {
  if (holds_correspondents(keys.src)) {
    return database.each(
        "select src, sender_domain, sender_name, first_seen, last_seen from correspondent"
        " where src = ? and sender_domain = ? and sender_name = ? and +last_seen > ?",
        into(facts, correspondent_of, kAll, aside),
        {keys.src, keys.sender_domain, keys.awl_name, cutoffs.correspondent});
  }
  auto found = database.each(
      "select src, sender_domain, first_seen, last_seen from domain_awl"
      " where src = ? and sender_domain = ? and +last_seen > ?",
      into(facts, domain_awl_of, kAll, aside), {keys.src, keys.sender_domain, cutoffs.awl});
  if (!found) return found;
  found = database.each(
      "select src, sender_domain, sender_name, first_seen, last_seen from from_awl"
      " where src = ? and sender_domain = ? and sender_name = ? and +last_seen > ?",
      into(facts, from_awl_of, kAll, aside),
      {keys.src, keys.sender_domain, keys.awl_name, cutoffs.awl});
  if (!found) return found;
  return database.each(
      "select src, sender_domain, sender_name, rcpt, first_seen from connect"
      " where src = ? and sender_domain = ? and sender_name = ? and rcpt = ? and first_seen >= "
      "max(?, 0)"
      " order by first_seen limit 1",
      into(facts, connect_of, kAll, aside),
      {keys.src, keys.sender_domain, keys.sender_name, keys.rcpt, cutoffs.connect});
}

StoreResult<void> find_others(Database& database, const Keys& keys, const Cutoffs& cutoffs,
                              const Excerpt& sizes, std::vector<Fact>& facts, SetAside& aside) {
  if (holds_correspondents(keys.src)) return {};
  const auto most = [](std::size_t size) { return static_cast<std::int64_t>(size); };
  auto found = database.each(
      "select src, sender_domain, sender_name, first_seen, last_seen from from_awl"
      " where src = ? and sender_domain = ? and +last_seen > ? limit ?",
      into(facts, from_awl_of, kAll, aside),
      {keys.src, keys.sender_domain, cutoffs.awl, most(sizes.from_awl_of_domain)});
  if (!found || sizes.connect == 0) return found;
  found = database.each(
      "select src, sender_domain, sender_name, first_seen, last_seen from from_awl"
      " where src = ? and +last_seen > ? limit ?",
      into(facts, from_awl_of, kAll, aside), {keys.src, cutoffs.awl, most(sizes.from_awl)});
  if (!found) return found;
  found = database.each(
      "select src, sender_domain, first_seen, last_seen from domain_awl"
      " where src = ? and +last_seen > ? limit ?",
      into(facts, domain_awl_of, kAll, aside), {keys.src, cutoffs.awl, most(sizes.domain_awl)});
  if (!found) return found;
  return database.each(
      "select src, sender_domain, sender_name, rcpt, first_seen from connect"
      " where src = ? and +first_seen >= max(?, 0) limit ?",
      into(facts, connect_of, kAll, aside), {keys.src, cutoffs.connect, most(sizes.connect)});
}

}  // namespace greycache
