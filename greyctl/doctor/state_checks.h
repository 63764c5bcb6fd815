// state_dir: what the daemon knows must be safe there.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"
#include "greyctl/doctor/path_rights.h"

namespace greycache {

struct StateFacts {
  PathRights directory;
  bool readable = true;    // this process may list it
  std::string filesystem;  // "ext4", "tmpfs", "nfs"; a number in hex where unknown
  bool read_only = false;
  std::uint64_t free_bytes = 0;  // for who is not root
  std::uint64_t free_files = 0;  // 0 of 0 where the file system has no such limit
  std::uint64_t files = 0;
  std::vector<std::string> set_aside;  // "journal.sqlite.corrupt-1700000000"
  std::vector<std::string> of_others;  // files that belong to another account
  std::optional<uid_t> daemon;         // whom the daemon's socket belongs to, where it is there
};

Findings state_findings(const StateFacts& state, const Settings& settings);

}  // namespace greycache
