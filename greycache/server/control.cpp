#include "greycache/server/control.h"

#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "common/typed_log.h"
#include "greycache/server/takeover.h"

namespace greycache {

namespace {

bool trusted(int connection) {
  ucred peer{};
  socklen_t length = sizeof peer;
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
      (peer.uid == 0 || peer.uid == geteuid())) {
    return true;
  }
  log_typed(LogType::system, 1, "a stranger was turned away from the control socket");
  return false;
}

}  // namespace

Control::Control(EventLoop& loop, FileDescriptor listening, Handler handler, OnTakeover on_takeover)
    : handler_(std::move(handler)),
      on_takeover_(std::move(on_takeover)),
      server_(loop, std::move(listening), {.end = "\n", .longest = kLongestCommand}, trusted,
              [this](const std::string& command, Reply reply, FileDescriptor& connection) {
                ask(command, std::move(reply), connection);
              }) {}

void Control::ask(const std::string& command, Reply reply, FileDescriptor& connection) {
  if (command == kTakeoverCommand) {
    on_takeover_(std::move(connection));
  } else {
    handler_(command, std::move(reply));
  }
}

}  // namespace greycache
