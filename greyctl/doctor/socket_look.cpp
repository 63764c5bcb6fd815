// Modes, and an answer.
#include "greyctl/doctor/socket_look.h"

#include <unistd.h>

#include "common/text.h"
#include "greyctl/daemon_client.h"
#include "greyctl/doctor/socket_checks.h"

namespace greycache {

namespace {

constexpr std::chrono::seconds kSocketPatience{2};
constexpr mode_t kControlMode = 0600;

// `ask` is only called where this process may.
template <typename Ask>
Findings look_at(SocketFacts facts, const Ask& ask) {
  facts.rights = rights_of(facts.path);
  facts.may_ask = access(facts.path.c_str(), W_OK) == 0;
  if (facts.rights.path.empty() && facts.may_ask) {
    const ClientResult answer = ask();
    if (!answer) facts.trouble = escaped(answer.error(), 300);
  }
  return socket_findings(facts);
}

}  // namespace

Findings look_at_sockets(const Settings& settings) {
  SocketFacts policy;
  policy.setting = "socket";
  policy.path = settings.socket;
  policy.wanted_mode = settings.socket_mode;
  policy.wanted_group = settings.socket_group;
  SocketFacts control;
  control.setting = "control_socket";
  control.path = settings.control_socket;
  control.wanted_mode = kControlMode;
  Findings findings =
      look_at(policy, [&] { return ask_policy(settings.socket, kIdleRequest, kSocketPatience); });
  findings.add(look_at(control, [&] {
    return run_command(settings.control_socket, "stats json", kSocketPatience);
  }));
  return findings;
}

}  // namespace greycache
