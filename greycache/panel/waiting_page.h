// "waiting": a page of what waits.
#pragma once

#include <chrono>
#include <memory>

#include <tl/expected.hpp>

#include "greycache/engine/policy_set.h"
#include "greycache/history/history_store.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"
#include "greycache/panel/waiting_filter.h"
#include "greycache/panel/waiting_mail.h"
#include "greycache/panel/waiting_place.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// What counts and waits still, read for kTime at most, or kTimeForNothing where nothing is found,
// once the filter is made: where that is over, the page is what was found, and says where the next
// one begins.
class WaitingPage {
 public:
  static constexpr std::chrono::milliseconds kTime{24};
  static constexpr std::chrono::milliseconds kTimeForNothing{77};
  static constexpr std::chrono::milliseconds kTimeOfLists{5};
  static constexpr std::chrono::microseconds kPieceOfLists{200};

  static tl::expected<WaitingPage, Fault> of(const Question& question);

  // For the answer; `history` may be null. It is used by one thread only.
  void set(std::shared_ptr<const PolicySet> policy, UnixTime now,
           std::shared_ptr<HistoryStore> history);

  // On a worker's thread; answer() is then what was found.
  StoreResult<void> read(PersistentStore& store);

  // Tells of some more of the mails found what becomes of them at their next attempt, for a moment:
  // mail waits meanwhile. Whether that is all, or kTimeOfLists is over. On the loop's thread, where
  // alone lists are read.
  bool look_ahead();

  // {"rows":[...],"next":TEXT or null,"total":null,"all":...,"searched_all":...}; `all` is false
  // where the rows are in order among those only that were looked at, `searched_all` where the
  // filter may mean mails in the history that were not looked for yet: `next` goes on with those.
  // Any thread.
  std::string answer() const;

 private:
  using Clock = std::chrono::steady_clock;

  void make_filter();
  StoreResult<void> read_some(PersistentStore& store, std::chrono::milliseconds time);
  // What is left of a search that began then, for one step; less than 1 where it is over.
  std::chrono::milliseconds left(Clock::time_point began) const;
  std::string next() const;

  Question question_;
  WaitingFilter filter_;
  WaitingSearch wanted_;
  PlaceOfWaiting place_;
  std::shared_ptr<const PolicySet> policy_;
  std::shared_ptr<HistoryStore> history_;
  UnixTime now_ = 0;
  std::vector<Fact> entries_;
  std::vector<WaitingMail> mails_;
  std::size_t looked_ahead_ = 0;  // of these
  Clock::duration time_of_lists_{};
};

}  // namespace greycache
