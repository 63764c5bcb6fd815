// What a persistent store reads for sources and requests.
#pragma once

#include <cstddef>
#include <vector>

#include "greycache/policy/excerpt.h"
#include "greycache/policy/keys.h"
#include "greycache/store/set_aside.h"
#include "tests/simulation/models/model_database.h"

namespace greycache::simulation {

// Reads what counts by the cutoffs, each fact after bring_back(); what makes no sense goes to
// `aside`. All must outlive it.
class RowReading {
 public:
  RowReading(const ModelDatabase& database, const Cutoffs& cutoffs, SetAside& aside)
      : rows_(database.rows()), cutoffs_(cutoffs), aside_(aside) {}

  // Adds the facts of the source, from `limit` rows at most, and returns how many rows that took.
  // `by_moment`: each moment of an attempt is a row.
  std::size_t load(SourceFacts& source, std::size_t limit, bool by_moment) const;

  // As PersistentStore::find() has it.
  std::vector<Fact> find(const Keys& keys, const Excerpt& sizes) const;

 private:
  // Calls `take` with the rows that count from this one on, as long as they are of its kind and
  // source, and of its domain where it has one, and `take` returns true.
  template <typename Take>
  void visit(const RowKey& from, Take take) const;
  void add(const RowKey& key, const Seen& seen, std::vector<Fact>& facts) const;
  void add_some(const RowKey& from, std::size_t limit, std::vector<Fact>& facts) const;
  void add_named(const Keys& keys, std::vector<Fact>& facts) const;

  const ModelDatabase::Rows& rows_;
  const Cutoffs& cutoffs_;
  SetAside& aside_;
};

}  // namespace greycache::simulation
