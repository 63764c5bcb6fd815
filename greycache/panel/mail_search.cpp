// A store ends a piece by time or by rows; the search goes on where it did.
#include "greycache/panel/mail_search.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace greycache {

namespace {

using std::chrono::milliseconds;

// A second in which all of a piece came is read as a whole, as far as that goes.
constexpr std::size_t kMostOfSecond = 20 * kMostMailsOfPiece;
constexpr milliseconds kTimeOfSecond{100};

std::vector<HistoryRow> find_mails(HistoryQuery query, HistoryPlace& place, HistoryStore& history,
                                   std::size_t most, milliseconds time) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + time;
  const auto left = [end] { return std::chrono::duration_cast<milliseconds>(end - Clock::now()); };
  std::vector<HistoryRow> found;
  while (!place.done && found.size() < most && left().count() > 0) {
    query.time = left();
    auto rows = history.find(query, place, most - found.size());
    // A history that is away is as good as none.
    if (!rows) place.done = true;
    if (rows) std::ranges::move(*rows, std::back_inserter(found));
  }
  return found;
}

}  // namespace

std::vector<HistoryRow> search_mails(HistoryQuery query, MailSearchPlace& place,
                                     HistoryStore& history, std::size_t most) {
  query.until = std::min(query.until, place.until);
  auto found = find_mails(query, place.history, history, most, kTimeOfMails);
  // A store that is not done goes on exactly behind them, also where times are out of order.
  if (found.size() < most || !place.history.done) return found;
  // What comes next is told by time: a store may have read more than it was to give. The rows of
  // the last second and before come again, with those behind them, unless there are no others.
  const UnixTime last = found.back().at;
  place.until = last;
  place.history = {};
  std::erase_if(found, [last](const HistoryRow& row) { return row.at <= last; });
  if (!found.empty()) return found;
  --place.until;
  query.since = query.until = last;
  HistoryPlace second;
  return find_mails(query, second, history, kMostOfSecond, kTimeOfSecond);
}

}  // namespace greycache
