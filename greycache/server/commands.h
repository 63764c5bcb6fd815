// What the control socket's commands answer.
#pragma once

#include <functional>
#include <string>

#include "greycache/server/control.h"
#include "greycache/server/core.h"
#include "greycache/server/figures.h"
#include "greycache/server/opt_commands.h"
#include "greycache/server/session_table.h"

namespace greycache {

// "stats", "stats json", "show ADDRESS|NETWORK|SENDER", "reload", "optin ..." and
// "optout ..." (see OptCommands).
class Commands {
 public:
  Commands(Core& core, const SessionTable& sessions, std::function<UnixTime()> clock,
           std::function<std::shared_ptr<const PolicySet>()> policy,
           std::function<void(Control::Reply)> reload, std::function<void()> on_opt_change);

  void run(const std::string& command, Control::Reply reply);

  Figures figures() const { return figures_of(core_, sessions_, started_); }

 private:
  void show(const std::string& what, Control::Reply reply);
  void show_sources(std::vector<std::string> sources, Control::Reply reply);
  void show_sender(const std::string& sender, Control::Reply reply);

  Core& core_;
  const SessionTable& sessions_;
  std::function<UnixTime()> clock_;
  std::function<std::shared_ptr<const PolicySet>()> policy_;
  std::function<void(Control::Reply)> reload_;
  UnixTime started_;
  OptCommands opt_;
};

}  // namespace greycache
