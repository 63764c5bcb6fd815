// What "report" on the control socket answers.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "greycache/control/control.h"
#include "greycache/control/history_commands.h"
#include "greycache/control/report_words.h"
#include "greycache/core/core.h"
#include "greycache/engine/policy_set.h"
#include "greycache/history/report_store.h"

namespace greycache {

// Takes words as parse_report_words() does, and answers one part of a report. The history is read
// by Core::reporting_worker(), a part at a time, so that no more than one takes the store's time;
// who asks meanwhile is told kReportIsBusy. On the loop's thread.
class ReportCommand {
 public:
  // Called for each report; may throw StartError, whose words are then the answer.
  using MakeStore = std::function<std::unique_ptr<ReportStore>()>;

  ReportCommand(Core& core, std::function<UnixTime()> clock,
                std::function<std::shared_ptr<const PolicySet>()> policy,
                const HistoryAccess& access);

  void run(std::string_view words, Control::Reply reply);

 private:
  Core& core_;
  std::function<UnixTime()> clock_;
  std::function<std::shared_ptr<const PolicySet>()> policy_;
  MakeStore make_store_;
  std::function<bool()> kept_;
  std::shared_ptr<bool> busy_ = std::make_shared<bool>(false);
};

}  // namespace greycache
