// Who may use the control socket, and where a command goes.
#include "greycache/control/control.h"

#include <unistd.h>

#include <utility>

#include "common/platform.h"
#include "common/typed_log.h"
#include "greycache/control/moving_connections.h"
#include "greycache/core/control_link.h"
#include "greycache/sessions/takeover.h"

namespace greycache {

namespace {

bool trusted(int connection) {
  const auto peer = peer_of(connection);
  if (peer && (peer->user == 0 || peer->user == geteuid())) return true;
  log_typed(LogType::system, 1, "a stranger was turned away from the control socket");
  return false;
}

}  // namespace

Control::Control(EventLoop& loop, FileDescriptor listening, Handler handler,
                 OnConnection on_takeover, OnConnection on_renew, OnMoving on_moving)
    : handler_(std::move(handler)),
      on_takeover_(std::move(on_takeover)),
      on_renew_(std::move(on_renew)),
      on_moving_(std::move(on_moving)),
      server_(loop, std::move(listening), {.end = "\n", .longest = kLongestControlLine}, trusted,
              [this](const std::string& command, Reply reply, FileDescriptor& connection) {
                ask(command, std::move(reply), connection);
              }) {}

void Control::ask(const std::string& command, Reply reply, FileDescriptor& connection) {
  if (command == kTakeoverCommand) {
    on_takeover_(std::move(connection));
  } else if (command == kRenewCommand) {
    on_renew_(std::move(connection));
  } else if (MovingConnections::serves(command)) {
    on_moving_(command, std::move(connection));
  } else {
    handler_(command, std::move(reply));
  }
}

}  // namespace greycache
