// Unix and TCP sockets made and connected, with words for what fails.
#include "common/socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <grp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "common/inet_address.h"

namespace greycache {

namespace {

tl::unexpected<std::string> failed(std::string_view what) {
  return tl::make_unexpected(fmt::format("{}: {}", what, strerror(errno)));
}

std::string too_long(const std::string& path) {
  return fmt::format("socket path {} is over {} bytes", path, kLongestSocketPath);
}

std::optional<sockaddr_un> unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() > kLongestSocketPath) return std::nullopt;
  std::copy(path.begin(), path.end(), address.sun_path);
  return address;
}

struct BoundAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

std::optional<BoundAddress> inet_address(const std::string& address, std::uint16_t port) {
  BoundAddress result;
  auto* ipv4 = reinterpret_cast<sockaddr_in*>(&result.storage);
  if (inet_pton(AF_INET, address.c_str(), &ipv4->sin_addr) == 1) {
    ipv4->sin_family = AF_INET;
    ipv4->sin_port = htons(port);
    result.length = sizeof *ipv4;
    return result;
  }
  auto* ipv6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
  if (inet_pton(AF_INET6, address.c_str(), &ipv6->sin6_addr) != 1) return std::nullopt;
  ipv6->sin6_family = AF_INET6;
  ipv6->sin6_port = htons(port);
  result.length = sizeof *ipv6;
  return result;
}

FileDescriptor stream_socket(int family) {
  return FileDescriptor(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// Makes way for a new socket at `path`: empty on success, else why not.
std::string clear_stale_socket(const std::string& path, const sockaddr_un& address) {
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) return fmt::format("{} exists and is not a socket", path);
  const FileDescriptor probe = stream_socket(AF_UNIX);
  if (connect(probe.get(), generic(address), sizeof address) == 0 || errno == EAGAIN) {
    return fmt::format("another process already listens on {}", path);
  }
  unlink(path.c_str());
  return {};
}

std::string set_group(const std::string& path, const std::string& group) {
  if (group.empty()) return {};
  const struct group* entry = getgrnam(group.c_str());
  if (entry == nullptr) return fmt::format("there is no group {}", group);
  if (chown(path.c_str(), static_cast<uid_t>(-1), entry->gr_gid) == 0) return {};
  return fmt::format("cannot give {} to group {}: {}", path, group, strerror(errno));
}

// As the kernel chooses it for a new file where none is named.
std::optional<gid_t> group_of(const std::string& path, const std::string& group) {
  if (!group.empty()) {
    const struct group* entry = getgrnam(group.c_str());
    return entry == nullptr ? std::nullopt : std::optional(entry->gr_gid);
  }
  struct stat directory {};
  const std::string parent = path.substr(0, path.rfind('/') + 1);
  const bool inherited =
      stat(parent.c_str(), &directory) == 0 && (directory.st_mode & S_ISGID) != 0;
  return inherited ? directory.st_gid : getegid();
}

}  // namespace

SocketResult listen_unix(const std::string& path, unsigned mode, const std::string& group) {
  const auto address = unix_address(path);
  if (!address) return tl::make_unexpected(too_long(path));
  if (auto reason = clear_stale_socket(path, *address); !reason.empty()) {
    return tl::make_unexpected(reason);
  }
  FileDescriptor listener = stream_socket(AF_UNIX);
  // The mode holds from the first moment: no window in which others may connect.
  const mode_t before = umask(static_cast<mode_t>(~mode & 0777U));
  const int bound = bind(listener.get(), generic(*address), sizeof *address);
  const int bind_error = errno;
  umask(before);
  errno = bind_error;
  if (bound != 0) return failed(fmt::format("cannot bind {}", path));
  if (auto reason = set_group(path, group); !reason.empty()) return tl::make_unexpected(reason);
  if (chmod(path.c_str(), mode) != 0) return failed(fmt::format("cannot set the mode of {}", path));
  if (listen(listener.get(), SOMAXCONN) != 0)
    return failed(fmt::format("cannot listen on {}", path));
  return listener;
}

tl::expected<bool, std::string> give_rights(const std::string& path, unsigned mode,
                                            const std::string& group) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return failed(path);
  const auto wanted = group_of(path, group);
  if (!wanted) return tl::make_unexpected(fmt::format("there is no group {}", group));
  const bool has_mode = (status.st_mode & 07777U) == mode;
  if (has_mode && status.st_gid == *wanted) return false;
  if (chown(path.c_str(), static_cast<uid_t>(-1), *wanted) != 0) {
    return failed(fmt::format("cannot give {} to group {}", path, *wanted));
  }
  if (chmod(path.c_str(), mode) != 0) return failed(fmt::format("cannot set the mode of {}", path));
  return true;
}

SocketResult listen_inet(const std::string& address, std::uint16_t port, bool shared) {
  const auto target = inet_address(address, port);
  if (!target) return tl::make_unexpected(fmt::format("{} is not a numeric address", address));
  FileDescriptor listener = stream_socket(target->storage.ss_family);
  const int on = 1;
  const int off = 0;
  // For every address, those of IPv4 too; FreeBSD, and a Linux with bindv6only, mean IPv6 alone.
  if (address == "::") {
    setsockopt(listener.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  }
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (shared) setsockopt(listener.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  const auto* generic_target = reinterpret_cast<const sockaddr*>(&target->storage);
  if (bind(listener.get(), generic_target, target->length) != 0 ||
      listen(listener.get(), SOMAXCONN) != 0) {
    return failed("cannot listen on " + InetAddress{address, port}.text());
  }
  return listener;
}

SocketResult connect_unix(const std::string& path) {
  const auto address = unix_address(path);
  if (!address) return tl::make_unexpected(too_long(path));
  FileDescriptor connection = stream_socket(AF_UNIX);
  if (connect(connection.get(), generic(*address), sizeof *address) != 0) {
    // The peer's queue is full (Linux).
    if (errno == EAGAIN) {
      return tl::make_unexpected(
          fmt::format("cannot connect to {}: too many wait there already", path));
    }
    return failed(fmt::format("cannot connect to {}", path));
  }
  return connection;
}

SocketResult connect_inet(const std::string& address, std::uint16_t port) {
  const auto target = inet_address(address, port);
  if (!target) return tl::make_unexpected(fmt::format("{} is not a numeric address", address));
  FileDescriptor connection = stream_socket(target->storage.ss_family);
  const int on = 1;
  setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const auto* generic_target = reinterpret_cast<const sockaddr*>(&target->storage);
  if (connect(connection.get(), generic_target, target->length) != 0 && errno != EINPROGRESS) {
    return failed("cannot connect to " + InetAddress{address, port}.text());
  }
  return connection;
}

}  // namespace greycache
