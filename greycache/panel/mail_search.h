// Mails of the history that a filter may mean: looked for piece by piece, as far as time goes.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <vector>

#include "greycache/history/history_store.h"

namespace greycache {

// How far back it has come.
struct MailSearchPlace {
  UnixTime until = std::numeric_limits<UnixTime>::max();  // rows of then and before are left
  HistoryPlace history;  // of a search that time has stopped; its `done` says that none are left

  bool begins() const {
    return !history.done && until == MailSearchPlace().until &&
           history.before == HistoryPlace().before;
  }
  // Whether less is left of it than of the other.
  bool is_behind(const MailSearchPlace& other) const {
    if (history.done || other.history.done) return history.done && !other.history.done;
    return until != other.until ? until < other.until : history.before < other.history.before;
  }
};

// About so many rows, or what was found in that time, the newest first; `place` is moved. Where all
// of them came in one second, all that came then, to twenty times as many.
inline constexpr std::size_t kMostMailsOfPiece = 500;
inline constexpr std::chrono::milliseconds kTimeOfMails{10};
std::vector<HistoryRow> search_mails(HistoryQuery query, MailSearchPlace& place,
                                     HistoryStore& history, std::size_t most = kMostMailsOfPiece);

}  // namespace greycache
