// Whether the daemon serves, and whether all that it needs is well.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "greyctl/daemon_client.h"

namespace greycache {

enum class HealthState : std::uint8_t {
  well,
  degraded,     // mail is answered, but something is wrong
  not_serving,  // the policy socket does not answer
  unknown,      // this account may not ask
};

struct Health {
  HealthState state = HealthState::well;
  std::string version;               // of the daemon, where it told
  std::vector<std::string> reasons;  // a clause each, empty where all is well
};

// A socket of the daemon: its path, whether this account may connect to it, and what it answers.
struct AskedSocket {
  std::string path;
  std::function<bool()> may_ask;
  std::function<ClientResult()> ask;
};

// `policy` is asked for any action, `control` for `stats json`, and only where the first answered.
Health health_of(const AskedSocket& policy, const AskedSocket& control);

// 0, 1 and 2, as Nagios has them; EX_NOPERM for unknown.
int exit_status(HealthState state);

// One line with its end. A bar, which ends the text for Nagios, becomes a slash.
std::string health_text(const Health& health);
std::string health_json(const Health& health);

}  // namespace greycache
