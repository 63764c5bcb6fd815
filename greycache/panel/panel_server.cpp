// Who may ask at the panel's socket.
#include "greycache/panel/panel_server.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <utility>

#include "common/platform.h"
#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/panel/question.h"

namespace greycache {

namespace {

std::optional<uid_t> number_of(const std::string& user) {
  if (user.empty()) return std::nullopt;
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  if (getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found) == 0 && found) {
    return found->pw_uid;
  }
  log_typed(LogType::conf, 1,
            "panel_user: there is no account {}; only root may ask at panel_socket", escaped(user));
  return std::nullopt;
}

bool is_admitted(int connection, std::optional<uid_t> user) {
  const auto peer = peer_of(connection);
  if (peer && (peer->user == 0 || peer->user == geteuid() || peer->user == user)) return true;
  log_typed(LogType::system, 1, "a stranger was turned away from the panel's socket");
  return false;
}

}  // namespace

PanelServer::PanelServer(EventLoop& loop, FileDescriptor listening, const std::string& user,
                         OnQuestion on_question)
    : server_(
          loop, std::move(listening),
          {.end = "\n",
           .longest = kLongestPanelQuestion,
           .most_peers = kMostPeers,
           .patience = std::chrono::seconds(5)},
          [number = number_of(user)](int connection) { return is_admitted(connection, number); },
          [on_question = std::move(on_question)](const std::string& line, Reply reply,
                                                 FileDescriptor&) {
            on_question(line, std::move(reply));
          }) {}

}  // namespace greycache
