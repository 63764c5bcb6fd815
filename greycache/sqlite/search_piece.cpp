// A scan along the key, for as long as a piece may take.
#include "greycache/sqlite/search_piece.h"

#include <array>
#include <chrono>
#include <limits>
#include <utility>

#include "greycache/policy/sound_fact.h"

namespace greycache {

namespace {

constexpr std::size_t kRowsPerLook = 512;  // between two looks at the clock

// Each from behind the last row that was looked at: ?1 src, ?2 sender_domain, ?3 sender_name,
// ?4 rcpt, ?5 first_seen.
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

Fact fact_of(FactKind kind, const Row& row) {
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

}  // namespace

StoreResult<std::vector<Fact>> search_piece(Database& database, const FactSearch& wanted,
                                            SearchPlace& place, std::size_t limit,
                                            std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  std::vector<Fact> found;
  std::size_t rows = 0;
  bool more = false;
  const FactKind kind = place.kind;
  Fact last = place.last;
  const auto look = [&](const Row& row) {
    if (found.size() < limit &&
        wanted.wants(kind, row.text(0), row.text(1), row.text(2), row.text(3))) {
      Fact fact = fact_of(kind, row);
      if (is_sound(fact)) found.push_back(std::move(fact));
    }
    if (++rows % kRowsPerLook != 0 || std::chrono::steady_clock::now() < end) return true;
    last = fact_of(kind, row);
    more = true;
    return false;
  };
  const bool begun = !place.last.src.empty();
  const std::int64_t first_seen =
      begun ? place.last.first_seen : std::numeric_limits<std::int64_t>::min();
  const auto done = database.each(kRows[static_cast<std::size_t>(kind)], look,
                                  {place.last.src, place.last.sender_domain, place.last.sender_name,
                                   place.last.rcpt, first_seen});
  if (!done) return tl::unexpected(done.error());
  if (more) {
    place.last = std::move(last);
  } else {
    place.next_table();
  }
  return found;
}

}  // namespace greycache
