// Row by row: there is no index.
#include "greycache/sqlite/history_scan.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "greycache/history/history_line.h"
#include "greycache/policy/ages.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

// A clock that was wrong for a while has not ended a search behind so many rows.
constexpr int kMostOlder = 1000;
constexpr int kRowsPerLook = 256;

// The second of the texts with tabs between.
std::string_view reference_in(std::string_view mail) {
  const std::size_t begin = mail.find('\t');
  if (begin == mail.npos) return {};
  mail.remove_prefix(begin + 1);
  return mail.substr(0, mail.find('\t'));
}

}  // namespace

StoreResult<std::int64_t> first_row_since(const EachRow& each, UnixTime at) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  const auto ends = [&](const Row& row) {
    low = row.integer(0);
    high = row.integer(1);
    return false;
  };
  auto done = each(
      "select ifnull(min(number), 0), ifnull((select max(number) from history), -1) from"
      " history",
      ends, {});
  while (done && low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    std::int64_t number = 0;
    UnixTime found = 0;
    const auto look = [&](const Row& row) {
      number = row.integer(0);
      found = row.integer(1);
      return false;
    };
    done = each("select number, at from history where number >= ? order by number limit 1", look,
                {middle});
    if (found < at) {
      low = number + 1;
    } else {
      high = middle;
    }
  }
  if (!done) return tl::unexpected(done.error());
  return low;
}

HistoryScan::HistoryScan(const HistoryQuery& query, HistoryPlace& place, std::size_t limit)
    : query_(query),
      place_(place),
      limit_(limit),
      end_(Clock::now() + query.time),
      references_(query.references.begin(), query.references.end()) {}

StoreResult<void> HistoryScan::begin(const EachRow& each) {
  constexpr UnixTime kEnd = std::numeric_limits<UnixTime>::max();
  if (place_.before != HistoryPlace().before || query_.until > kEnd - kClocksApart) return {};
  const auto first = first_row_since(each, query_.until + kClocksApart);
  if (!first) return tl::unexpected(first.error());
  place_.before = *first + 1;
  return {};
}

bool HistoryScan::is_over() {
  if (found_.size() >= limit_) return true;
  return ++looked_ % kRowsPerLook == 0 && Clock::now() > end_;
}

// Without taking a row apart: most are not wanted.
bool HistoryScan::may_be_wanted(const Row& row) const {
  const UnixTime at = row.integer(1);
  if (at < query_.since || at > query_.until) return false;
  const std::string_view mail = row.text(3);
  const auto has = [&](std::string_view text) { return mail.find(text) != mail.npos; };
  if (!query_.references.empty() && !references_.contains(reference_in(mail))) return false;
  for (const auto& address : {query_.sender, query_.recipient, query_.party}) {
    if (address && !has(*address)) return false;
  }
  const bool names_client = has(query_.client) || (!query_.client_organisation.empty() &&
                                                   has(query_.client_organisation));
  return has(query_.client_address) && names_client;
}

// Rows stand in the order of writing, nearly that of time: behind an hour of older ones no younger
// is looked for.
bool HistoryScan::look(const Row& row) {
  more_ = is_over();
  if (more_) return false;
  place_.before = row.integer(0);
  older_ = row.integer(1) < query_.since - kClocksApart ? older_ + 1 : 0;
  if (older_ > kMostOlder) return false;
  if (!may_be_wanted(row)) return true;
  // Nothing of a row that somebody else has written in another form.
  auto read = history_row_of(row.integer(1), row.integer(2), row.text(3));
  if (!read || !query_.wants(*read)) return true;
  if (query_.one_of_each) references_.erase(read->reference);
  found_.push_back(std::move(*read));
  return !query_.one_of_each || !references_.empty();
}

std::vector<HistoryRow> HistoryScan::take() {
  place_.done = !more_;
  return std::move(found_);
}

}  // namespace greycache
