// Who may not, whom nobody hears.
#include "greyctl/daemon_connection.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "common/socket.h"

namespace greycache {

tl::expected<FileDescriptor, std::string> connect_daemon(const std::string& socket) {
  auto connection = connect_unix(socket);
  if (connection) return std::move(*connection);
  const bool forbidden = access(socket.c_str(), W_OK) != 0 && errno == EACCES;
  return tl::make_unexpected(
      connection.error() + (forbidden ? " (this account may not ask)" : " (does greycache run?)"));
}

std::string closed_without_answer() {
  return geteuid() == 0 ? "the daemon closed the connection: it ends, or was renewed; try again"
                        : "the daemon closed the connection (are you root or its user?)";
}

}  // namespace greycache
