// getpeereid(3) and LOCAL_PEERCRED by SO_PEERCRED.
#include "tests/freebsd/freebsd_calls.h"

#include <sys/mount.h>
#include <sys/ucred.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#undef getsockopt

namespace {

bool ask(int socket, ucred& peer) {
  socklen_t length = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return false;
  if (peer.pid > 0) return true;
  errno = ENOTCONN;
  return false;
}

}  // namespace

namespace greycache {

FreebsdKernel& freebsd_kernel() {
  static FreebsdKernel kernel;
  return kernel;
}

}  // namespace greycache

int getpeereid(int socket, uid_t* user, gid_t* group) {
  ucred peer{};
  if (!ask(socket, peer)) return -1;
  *user = peer.uid;
  *group = peer.gid;
  return 0;
}

int freebsd_getsockopt(int socket, int level, int option, void* value, socklen_t* length) {
  ucred peer{};
  if (level != SOL_LOCAL || option != LOCAL_PEERCRED) {
    errno = EINVAL;
    return -1;
  }
  if (!ask(socket, peer)) return -1;
  xucred known{};
  known.cr_version = greycache::freebsd_kernel().version;
  known.cr_uid = peer.uid;
  if (greycache::freebsd_kernel().tells_process) known.cr_pid = peer.pid;
  *length = sizeof known;
  std::memcpy(value, &known, sizeof known);
  return 0;
}

int freebsd_statfs(const char* path, struct freebsd_statfs* system) {
  if (access(path, F_OK) != 0) return -1;
  std::strcpy(system->f_fstypename, "zfs");
  return 0;
}
