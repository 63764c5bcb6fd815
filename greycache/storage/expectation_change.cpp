// Reads, writes, and reads whether it counts.
#include "greycache/storage/expectation_change.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace greycache {

namespace {

constexpr int kMostTries = 5;

using Standing = std::optional<Expectation>;

StoreResult<Standing> standing_in(PersistentStore& store, const ExpectationChange& change) {
  return store.find_expectation(change.recipient, change.sender);
}

void merge_known(Standing& standing, const Expectation* known) {
  if (known == nullptr) return;
  if (!standing) {
    standing = *known;
  } else {
    merge_into(*standing, *known);
  }
}

void put_after(Expectation& row, const Standing& standing) {
  row.kept_until = std::max(row.kept_until, row.until);
  if (!standing) return;
  row.made_at = std::max(row.made_at, standing->made_at + 1);
  row.kept_until = std::max(row.kept_until, standing->kept_until);
}

// Written at the same moment by another host, with more weight.
bool lost_to(const Expectation& row, const Standing& standing) {
  if (!standing || standing->made_at != row.made_at) return false;
  return std::tie(standing->removed, standing->until, standing->why) !=
         std::tie(row.removed, row.until, row.why);
}

}  // namespace

StoreResult<ExpectationChanged> change_expectation(PersistentStore& store,
                                                   const ExpectationChange& change,
                                                   const Expectation* known) {
  auto standing = standing_in(store, change);
  if (!standing) return tl::unexpected(standing.error());
  merge_known(*standing, known);
  const Standing before = *standing;
  for (int tries = 0; tries < kMostTries; ++tries) {
    Standing row = change.make(*standing ? &**standing : nullptr);
    if (!row) return ExpectationChanged{before, {}};
    put_after(*row, *standing);
    if (const auto merged = store.merge_expectations({&*row, 1}); !merged) {
      return tl::unexpected(merged.error());
    }
    standing = standing_in(store, change);
    if (!standing) return tl::unexpected(standing.error());
    if (!lost_to(*row, *standing)) return ExpectationChanged{before, std::move(row)};
  }
  return tl::unexpected(
      StoreError{StoreError::Kind::contention, "other hosts change the same at this moment"});
}

}  // namespace greycache
