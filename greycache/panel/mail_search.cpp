// A store ends a piece by time or by rows; the search goes on where it did.
#include "greycache/panel/mail_search.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace greycache {

std::vector<HistoryRow> search_mails(HistoryQuery query, MailSearchPlace& place,
                                     HistoryStore& history, std::size_t most) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + kTimeOfMails;
  const auto left = [end] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
  };
  query.until = std::min(query.until, place.until);
  std::vector<HistoryRow> found;
  while (!place.history.done && found.size() < most && left().count() > 0) {
    query.time = left();
    auto rows = history.find(query, place.history, most - found.size());
    // A history that is away is as good as none.
    if (!rows) place.history.done = true;
    if (rows) std::ranges::move(*rows, std::back_inserter(found));
  }
  if (found.size() < most) return found;
  // What comes next is told by time: a store may have read more than it was to give. The rows of
  // the last second come again, with those behind them, unless all are of that.
  const UnixTime last = found.back().at;
  const bool is_one = found.front().at == last;
  if (!is_one) std::erase_if(found, [last](const HistoryRow& row) { return row.at == last; });
  place.until = is_one ? last - 1 : last;
  place.history = {};
  return found;
}

}  // namespace greycache
