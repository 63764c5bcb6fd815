// What the control socket's commands answer.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "greycache/control/control.h"
#include "greycache/control/expect_commands.h"
#include "greycache/control/figures.h"
#include "greycache/control/forget_commands.h"
#include "greycache/control/history_commands.h"
#include "greycache/control/list_command.h"
#include "greycache/control/opt_commands.h"
#include "greycache/control/report_command.h"
#include "greycache/control/show_commands.h"
#include "greycache/control/would_command.h"
#include "greycache/core/core.h"
#include "greycache/sessions/session_table.h"

namespace greycache {

// "stats", "stats json", "show ..." (see ShowCommands), "list ..." (ListCommand), "reload", "optin
// ..." and "optout ..." (see OptCommands), "expect ...", "release ..." and "allow ..." (see
// ExpectCommands), "forget ..." (see ForgetCommands), "history ..." and "explain ..." (see
// HistoryCommands), "would ..." (WouldCommand), "report ..." (ReportCommand).
class Commands {
 public:
  Commands(Core& core, const SessionTable& sessions, const std::string& conf_dir,
           std::function<UnixTime()> clock,
           std::function<std::shared_ptr<const PolicySet>()> policy,
           std::function<void(Control::Reply)> reload, std::function<void()> on_opt_change,
           ExpectationWatch& expectations, HistoryAccess history = {});

  void run(const std::string& command, Control::Reply reply);

  void set_find_by_reference(FindByReference find) {
    expect_.set_find_by_reference(std::move(find));
  }

  // Where it is not now: these serve a daemon whose takeover has failed.
  void set_started(UnixTime when) { started_ = when; }

  Figures figures() const;

 private:
  bool run_history(const std::string& command, const Control::Reply& reply);

  Core& core_;
  const SessionTable& sessions_;
  std::function<UnixTime()> clock_;
  std::function<std::shared_ptr<const PolicySet>()> policy_;
  std::function<void(Control::Reply)> reload_;
  UnixTime started_;
  std::function<HistoryWriter::State()> history_state_;
  ShowCommands show_;
  ListCommand list_;
  OptCommands opt_;
  ExpectCommands expect_;
  Eraser eraser_;
  ForgetCommands forget_;
  HistoryCommands history_;
  WouldCommand would_;
  ReportCommand report_;
};

}  // namespace greycache
