// Row by row, as there is no index, but for blocks of rows whose summary says no.
#include "greycache/sqlite/history_scan.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "greycache/history/history_line.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

// A clock that was wrong for a while has not ended a search behind so many rows.
constexpr std::int64_t kMostOlder = 1000;
constexpr int kScannedPerLook = 256;

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

HistoryScan::HistoryScan(const EachRow& each, const HistoryQuery& query, HistoryPlace& place,
                         std::size_t limit)
    : each_(each),
      query_(query),
      place_(place),
      limit_(limit),
      network_begin_(query.client_network ? begin_of_addresses(*query.client_network) : ""),
      end_(Clock::now() + query.time),
      references_(query.references.begin(), query.references.end()),
      names_(wanted_names(query)) {}

StoreResult<void> HistoryScan::run() {
  auto done = begin();
  if (done) done = look_at_blocks();
  if (done && !ended_) done = look_behind(std::numeric_limits<std::int64_t>::min());
  return done;
}

// A new search begins where rows of its time end.
StoreResult<void> HistoryScan::begin() {
  constexpr UnixTime kEnd = std::numeric_limits<UnixTime>::max();
  if (place_.before != HistoryPlace().before || query_.until > kEnd - query_.clocks_apart)
    return {};
  const auto first = first_row_since(each_, query_.until + query_.clocks_apart);
  if (!first) return tl::unexpected(first.error());
  place_.before = *first + 1;
  return {};
}

// Nobody has made the table where an older version began the file.
StoreResult<bool> HistoryScan::has_summaries() {
  bool found = false;
  const auto take = [&found](const Row&) {
    found = true;
    return false;
  };
  auto done = each_("select 1 from sqlite_master where name = 'history_summary'", take, {});
  if (!done) return tl::unexpected(done.error());
  return found;
}

// From the newest to the oldest, with the rows between, all as of one moment: this statement is
// open meanwhile.
StoreResult<void> HistoryScan::look_at_blocks() {
  static const std::string kSql = history_blocks_sql("s.last < ? order by s.last desc");
  if (references_.empty() && names_.empty()) return {};
  const auto known = has_summaries();
  if (!known) return tl::unexpected(known.error());
  if (!*known) return {};
  StoreResult<void> looked;
  const auto take = [&](const Row& row) {
    const HistoryBlock block = history_block_of(row);
    if (!block.holds) return true;
    looked = look_behind(block.last);
    if (!looked || ended_) return false;
    const NameSummary names(static_cast<std::uint64_t>(block.salt), row.blob(kNamesOfBlock));
    if (!may_be_in(names)) {
      pass_over(block);
    } else {
      looked = look_behind(block.first - 1);
    }
    return looked && !ended_;
  };
  auto done = each_(kSql, take, {place_.before});
  return looked ? done : looked;
}

// At all rows that were not looked at, as far back as this number.
StoreResult<void> HistoryScan::look_behind(std::int64_t number) {
  if (number >= place_.before) return {};
  return each_(
      "select number, at, delay, mail from history where number < ? and number > ?"
      " order by number desc",
      [this](const Row& row) { return look(row); }, {place_.before, number});
}

void HistoryScan::pass_over(const HistoryBlock& block) {
  place_.before = std::min(place_.before, block.first);
  older_ = block.newest < query_.since - query_.clocks_apart ? older_ + block.rows : 0;
  more_ = found_.size() >= limit_ || Clock::now() > end_;
  ended_ = more_ || older_ > kMostOlder;
}

bool HistoryScan::may_be_in(const NameSummary& names) const {
  const auto may = [&names](std::string_view name) { return names.may_have(name); };
  if (!query_.references.empty() && std::ranges::none_of(references_, may)) return false;
  return std::ranges::all_of(
      names_, [&](const WantedNames& wanted) { return std::ranges::any_of(wanted, may); });
}

bool HistoryScan::is_over() {
  if (found_.size() >= limit_) return true;
  return ++looked_ % kScannedPerLook == 0 && Clock::now() > end_;
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
  return has(query_.client_address) && has(query_.address_begin) && has(network_begin_) &&
         has(query_.part) && names_client;
}

// Gets rows by falling numbers; false where no more is wanted. They stand in the order of writing,
// nearly that of time: behind an hour of older ones no younger is looked for.
bool HistoryScan::look(const Row& row) {
  more_ = ended_ = is_over();
  if (more_) return false;
  place_.before = row.integer(0);
  older_ = row.integer(1) < query_.since - query_.clocks_apart ? older_ + 1 : 0;
  ended_ = older_ > kMostOlder;
  if (ended_) return false;
  if (!may_be_wanted(row)) return true;
  // Nothing of a row that somebody else has written in another form.
  auto read = history_row_of(row.integer(1), row.integer(2), row.text(3));
  if (!read || !query_.wants(*read)) return true;
  if (query_.one_of_each) references_.erase(read->reference);
  found_.push_back(std::move(*read));
  ended_ = query_.one_of_each && references_.empty();
  return !ended_;
}

std::vector<HistoryRow> HistoryScan::take() {
  place_.done = !more_;
  return std::move(found_);
}

}  // namespace greycache
