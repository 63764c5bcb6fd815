// A scan along the key, for as long as a piece may take.
#include "greycache/sqlite/search_piece.h"

#include <chrono>
#include <utility>

#include "greycache/policy/sound_fact.h"
#include "greycache/sqlite/key_order.h"

namespace greycache {

namespace {

constexpr std::size_t kRowsPerLook = 512;  // between two looks at the clock

}  // namespace

StoreResult<std::vector<Fact>> search_piece(Database& database, const FactSearch& wanted,
                                            SearchPlace& place, std::size_t limit,
                                            std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  std::vector<Fact> found;
  std::size_t rows = 0;
  bool more = false;
  const FactKind kind = place.kind;
  Fact after = place.last;
  after.kind = kind;
  Fact last;
  const auto look = [&](const Row& row) {
    if (found.size() < limit &&
        wanted.wants(kind, row.text(0), row.text(1), row.text(2), row.text(3))) {
      Fact fact = fact_in_key_order(kind, row);
      if (is_sound(fact)) found.push_back(std::move(fact));
    }
    if (++rows % kRowsPerLook != 0 || std::chrono::steady_clock::now() < end) return true;
    last = fact_in_key_order(kind, row);
    more = true;
    return false;
  };
  const auto done = each_in_key_order(database, after, look);
  if (!done) return tl::unexpected(done.error());
  if (more) {
    place.last = std::move(last);
  } else {
    place.next_table();
  }
  return found;
}

}  // namespace greycache
