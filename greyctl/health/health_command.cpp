// The two sockets of the configuration, asked with little patience.
#include "greyctl/health/health_command.h"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string>

#include "common/program_output.h"
#include "greyctl/daemon_client.h"
#include "greyctl/health/health.h"

namespace greycache {

namespace {

// Together under a second, with room for the program's start on a host that is busy.
constexpr std::chrono::milliseconds kPatienceWithPolicy{500};
constexpr std::chrono::milliseconds kPatienceWithControl{300};

AskedSocket asked(const std::string& path, std::function<ClientResult()> ask) {
  return {path, [path] { return access(path.c_str(), R_OK | W_OK) == 0 || errno != EACCES; },
          std::move(ask)};
}

}  // namespace

int health(const Settings& settings, bool json) {
  const Health found = health_of(
      asked(settings.socket,
            [&] { return ask_policy(settings.socket, kIdleRequest, kPatienceWithPolicy); }),
      asked(settings.control_socket, [&] {
        return run_command(settings.control_socket, "stats json", kPatienceWithControl);
      }));
  write_out(json ? health_json(found) : health_text(found));
  return exit_status(found.state);
}

}  // namespace greycache
