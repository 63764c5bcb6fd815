// FreeBSD: getpeereid(3), LOCAL_PEERCRED, which has the process from FreeBSD 13 on, and statfs(2).
#include <sys/types.h>
// The order is that of unix(4).
#include <sys/mount.h>
#include <sys/param.h>
#include <sys/socket.h>
#include <sys/ucred.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/platform.h"

namespace greycache {

namespace {

// The process that connected; 0 where the kernel does not tell it.
pid_t process_of(int connection) {
  xucred known{};
  socklen_t length = sizeof known;
  if (getsockopt(connection, SOL_LOCAL, LOCAL_PEERCRED, &known, &length) != 0 ||
      length != sizeof known || known.cr_version != XUCRED_VERSION) {
    return 0;
  }
  return known.cr_pid;
}

}  // namespace

std::optional<Peer> peer_of(int connection) {
  uid_t user = 0;
  gid_t group = 0;
  if (getpeereid(connection, &user, &group) != 0) return std::nullopt;
  return Peer{process_of(connection), user};
}

// jemalloc does so by itself.
void give_free_memory_back() {}

std::string filesystem_of(const std::string& path) {
  struct statfs system {};
  if (statfs(path.c_str(), &system) != 0) return {};
  return system.f_fstypename;
}

}  // namespace greycache
