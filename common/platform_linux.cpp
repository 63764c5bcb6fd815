// Linux: SO_PEERCRED, glibc's malloc_trim(3), and the numbers of file systems.
#include <fmt/format.h>
#include <linux/magic.h>
#include <malloc.h>
#include <sys/socket.h>
#include <sys/statfs.h>

#include <array>
#include <cstdint>
#include <utility>

#include "common/platform.h"

namespace greycache {

namespace {

constexpr std::uint32_t kCifs = 0xff534d42;

std::string filesystem_name(std::uint32_t type) {
  using Name = std::pair<std::uint32_t, const char*>;
  static constexpr std::array<Name, 12> kNames{{{TMPFS_MAGIC, "tmpfs"},
                                                {RAMFS_MAGIC, "ramfs"},
                                                {NFS_SUPER_MAGIC, "nfs"},
                                                {SMB_SUPER_MAGIC, "smb"},
                                                {SMB2_SUPER_MAGIC, "smb"},
                                                {kCifs, "cifs"},
                                                {FUSE_SUPER_MAGIC, "fuse"},
                                                {V9FS_MAGIC, "9p"},
                                                {EXT4_SUPER_MAGIC, "ext4"},
                                                {XFS_SUPER_MAGIC, "xfs"},
                                                {BTRFS_SUPER_MAGIC, "btrfs"},
                                                {OVERLAYFS_SUPER_MAGIC, "overlay"}}};
  for (const auto& [magic, name] : kNames) {
    if (magic == type) return name;
  }
  return fmt::format("{:#x}", type);
}

}  // namespace

std::optional<Peer> peer_of(int connection) {
  ucred peer{};
  socklen_t length = sizeof peer;
  // What has no peer has no account. A peer in another container has one, and no number here.
  if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 ||
      peer.uid == static_cast<uid_t>(-1)) {
    return std::nullopt;
  }
  return Peer{peer.pid, peer.uid};
}

void give_free_memory_back() {
  malloc_trim(0);
}

std::string filesystem_of(const std::string& path) {
  struct statfs system {};
  if (statfs(path.c_str(), &system) != 0) return {};
  return filesystem_name(static_cast<std::uint32_t>(system.f_type));
}

}  // namespace greycache
