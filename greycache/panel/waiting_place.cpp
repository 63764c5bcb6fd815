// A place of entries, and two words more.
#include "greycache/panel/waiting_place.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>

#include "common/text.h"
#include "common/whole_number.h"
#include "greycache/control/fact_place.h"

namespace greycache {

namespace {

// Of a file of PostgreSQL's.
constexpr std::int64_t kMostBlocks = std::numeric_limits<std::uint32_t>::max();

}  // namespace

std::string waiting_place(const WaitingPlace& place) {
  return fmt::format("{} {} {}", fact_place(place.last), percent_encoded(place.table), place.block);
}

std::optional<WaitingPlace> parse_waiting_place(std::string_view text) {
  if (text.empty()) return WaitingPlace{};
  const std::size_t before_block = text.rfind(' ');
  if (before_block == text.npos) return std::nullopt;
  const std::string_view rest = text.substr(0, before_block);
  const std::size_t before_table = rest.rfind(' ');
  if (before_table == rest.npos) return std::nullopt;
  const auto block = whole_number<std::int64_t>(text.substr(before_block + 1));
  const auto last = parse_fact_place(rest.substr(0, before_table));
  if (!last || !block || *block < 0 || *block > kMostBlocks) return std::nullopt;
  WaitingPlace place;
  place.last = *last;
  place.table = percent_decoded(rest.substr(before_table + 1));
  place.block = *block;
  return place;
}

}  // namespace greycache
