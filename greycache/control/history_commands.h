// What "history" and "explain" on the control socket answer.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "greycache/control/control.h"
#include "greycache/control/history_search.h"
#include "greycache/control/history_words.h"
#include "greycache/control/mail_story.h"
#include "greycache/core/core.h"
#include "greycache/engine/policy_set.h"
#include "greycache/history/history_store.h"
#include "greycache/history/history_writer.h"
#include "greycache/history/report_store.h"

namespace greycache {

// What the commands know of the history; empty where none is kept.
struct HistoryAccess {
  std::function<HistoryWriter::State()> state;
  // For questions: used by Core::asking_worker() only.
  std::shared_ptr<HistoryStore> store;
  // For each report.
  std::function<std::unique_ptr<ReportStore>()> make_report = {};
  // Whether history_keep is not 0; empty: it is not.
  std::function<bool()> kept = {};
};

// Why there is none, and what can be asked all the same: a sentence.
inline constexpr std::string_view kNoHistoryKept =
    "no history is kept, by history_keep = 0; greyctl explain --would tells how a request would be "
    "answered, greyctl show what is known, greyctl report what passed at once, and the daemon's "
    "log "
    "what waited";

// "history" and "explain" with words as parse_history_words() takes them. history: a line a row,
// the newest first. explain: the story of each mail that the rows belong to, kMostStories at most,
// the last ones. At most kMostSearches at a time, each for kSearchTime. All on the loop's thread.
class HistoryCommands {
 public:
  // `conf_dir` must outlive this; what it says at the moment counts.
  HistoryCommands(Core& core, const std::string& conf_dir, std::function<UnixTime()> clock,
                  std::function<std::shared_ptr<const PolicySet>()> policy,
                  const HistoryAccess& access);

  void history(std::string_view words, Control::Reply reply);
  void explain(std::string_view words, Control::Reply reply);

  // Whom a reference names: each mail that has it, as its last row has it. The error is a sentence.
  using Found = std::function<void(tl::expected<std::vector<HistoryRow>, std::string>)>;
  void find(const std::string& reference, Found found);

  static constexpr std::size_t kMostStories = 20;
  static constexpr std::size_t kMostSearches = 4;
  static constexpr std::chrono::milliseconds kSearchTime{5000};

 private:
  using Done = std::function<void(HistorySearch::Answer, const HistoryWords&, StoryContext)>;

  void search(const HistoryWords& asked, bool stories, const Control::Reply& reply, Done done);
  std::string hindrance() const;
  HistorySearch::Question question_of(const HistoryWords& asked) const;
  StoryContext context() const;

  Core& core_;
  const std::string& conf_dir_;
  std::function<UnixTime()> clock_;
  std::function<std::shared_ptr<const PolicySet>()> policy_;
  std::shared_ptr<HistoryStore> store_;
  std::function<bool()> kept_;
  std::shared_ptr<std::size_t> searches_ = std::make_shared<std::size_t>(0);  // under way
};

// The lines of rules that rows name, as they stand in conf_dir now. Blocks; any thread.
std::map<std::string, std::string> rule_lines_of(const std::vector<WaitedMail>& mails,
                                                 const std::string& conf_dir);

}  // namespace greycache
