// Rows of SQLite as facts.
#include "greycache/sqlite/fact_rows.h"

#include <utility>

#include "greycache/policy/sound_fact.h"

namespace greycache {

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

}  // namespace greycache
