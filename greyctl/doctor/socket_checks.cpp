// One socket against what the settings say of it.
#include "greyctl/doctor/socket_checks.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "common/text.h"

namespace greycache {

namespace {

constexpr const char* kStart =
    "systemctl start greycache; systemctl status greycache says why it "
    "does not run";
constexpr const char* kAsRoot = "run greyctl doctor as root";

std::string consequence(const SocketFacts& socket) {
  return socket.setting == "socket" ? "mail passes unseen" : "greyctl cannot command it";
}

void check_missing(Findings& findings, const SocketFacts& socket) {
  const std::string place = fmt::format("{} ({})", socket.setting, escaped(socket.path));
  if (socket.rights.error == EACCES) {
    findings.warning(fmt::format("{} could not be looked at: {}: Permission denied", place,
                                 escaped(socket.rights.path)),
                     kAsRoot);
  } else if (socket.rights.error == ENOENT) {
    findings.error(
        fmt::format("{} is not there: the daemon does not run, and {}", place, consequence(socket)),
        kStart);
  } else {
    findings.error(fmt::format("{}: {}: {}", place, escaped(socket.rights.path),
                               strerror(socket.rights.error)),
                   kStart);
  }
}

void check_answer(Findings& findings, const SocketFacts& socket) {
  if (!socket.may_ask) {
    findings.warning(fmt::format("{} could not be asked: this account may not open {}",
                                 socket.setting, escaped(socket.path)),
                     kAsRoot);
  } else if (!socket.trouble.empty()) {
    findings.error(fmt::format("nobody answers on {}, and {}: {}", socket.setting,
                               consequence(socket), socket.trouble),
                   "systemctl restart greycache; its log says what happened");
  } else {
    findings.ok(fmt::format("the daemon answers on {}", escaped(socket.path)));
  }
}

void check_rights(Findings& findings, const SocketFacts& socket) {
  const PathStep& file = socket.rights.steps.back();
  const mode_t mode = file.mode & 07777U;
  const std::string group = file.owner.substr(file.owner.find(':') + 1);
  if (mode != socket.wanted_mode) {
    findings.warning(fmt::format("{} has mode {}, and the settings say {}", escaped(socket.path),
                                 mode_text(mode), mode_text(socket.wanted_mode)),
                     "systemctl reload greycache; where systemd holds the socket its unit says the "
                     "mode (systemctl edit greycache.socket)");
  }
  if (!socket.wanted_group.empty() && group != socket.wanted_group) {
    findings.warning(fmt::format("{} has group {}, and socket_group is {}", escaped(socket.path),
                                 group, escaped(socket.wanted_group)),
                     "systemctl reload greycache; where systemd holds the socket its unit says the "
                     "group (systemctl edit greycache.socket)");
  }
  if (socket.setting == "socket" && (mode & S_IWOTH) != 0) {
    findings.note(
        fmt::format("any account of this host may ask on {}, and so learn who writes here "
                    "and fill the memory",
                    escaped(socket.path)),
        "socket_mode = 0660 and socket_group, where policy-helper's account allows it");
  }
}

}  // namespace

Findings socket_findings(const SocketFacts& socket) {
  Findings findings;
  if (!socket.rights.path.empty()) {
    check_missing(findings, socket);
  } else if (!S_ISSOCK(socket.rights.steps.back().mode)) {
    findings.error(
        fmt::format("{} is no socket, so the daemon cannot listen there", escaped(socket.path)),
        fmt::format("move it away, or set {} to another path", socket.setting));
  } else {
    check_answer(findings, socket);
    check_rights(findings, socket);
  }
  return findings;
}

}  // namespace greycache
