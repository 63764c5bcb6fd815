// Connects to a unix socket, without any library.
#include "policy-helper/daemon_address.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace greycache {

FileDescriptor connect_to_daemon(const char* path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  FileDescriptor connection(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!connection) return connection;
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (connect(connection.get(), generic, sizeof address) == 0) return connection;
  const int error = errno;
  connection.reset();
  errno = error;
  return connection;
}

}  // namespace greycache
