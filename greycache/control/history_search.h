// A search of the history, piece by piece through a worker.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "greycache/control/waited_mail.h"
#include "greycache/engine/policy_set.h"
#include "greycache/history/history_store.h"
#include "greycache/storage/worker.h"

namespace greycache {

// First the rows that are asked for, then all others of their mails, then whether those that did
// not come back have a sender who is known by now. Others who ask get their turn between two
// pieces.
class HistorySearch : public std::enable_shared_from_this<HistorySearch> {
 public:
  struct Question {
    HistoryQuery query;
    std::size_t limit = 100;  // rows of the first step
    bool stories = false;     // what was before a row is wanted, too, not only what came of it
    // Whose rows it is: used by one worker only.
    std::shared_ptr<HistoryStore> history;
    std::shared_ptr<const PolicySet> policy;
    Cutoffs cutoffs;
    UnixTime now = 0;
    std::chrono::steady_clock::time_point end;  // when the search stops
  };
  struct Answer {
    std::vector<HistoryRow> rows;   // as asked for, the newest first
    std::vector<WaitedMail> mails;  // those that they belong to, the newest last
    std::string trouble;            // lines of what the answer does not hold
  };
  // Called once, on the loop's thread.
  using Done = std::function<void(Answer answer)>;

  static void begin(Worker& worker, Question question, Done done);

  // Rows of the mails that were found, at most.
  static constexpr std::size_t kMostOfMails = 5000;

 private:
  HistorySearch(Worker& worker, Question question, Done done);

  void next_piece();
  void took(StoreResult<std::vector<HistoryRow>> piece);
  void begin_mails();
  void ask_who_is_known();
  void finish();
  bool over() const { return std::chrono::steady_clock::now() >= question_.end; }
  void stop(const std::string& why);

  Worker& worker_;
  Question question_;
  Done done_;
  HistoryPlace place_;
  std::size_t limit_;
  bool of_mails_ = false;  // the second step
  std::vector<HistoryRow> found_;
  Answer answer_;
};

}  // namespace greycache
