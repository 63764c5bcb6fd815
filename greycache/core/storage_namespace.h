// A place of its own in the configured storage, beside the daemon's entries, for a replay.
#pragma once

#include <optional>
#include <span>
#include <string>

#include <tl/expected.hpp>

#include "greycache/config/settings.h"
#include "greycache/event/libevent_loop.h"
#include "greycache/sqlite/state_lock.h"

namespace greycache {

// Of a NAME it has the directory state_dir/replay-NAME, the schema greycache_replay_NAME, and in
// Redis a prefix below the daemon's that no other run has. The directory's lock keeps it to one
// program on this host; a running daemon does not matter.
class StorageNamespace {
 public:
  // Why that is no name, in words; empty where it is one.
  static std::string fault_of(const std::string& name);

  // Takes the name and drops what a run that was killed has left there. Throws StartError where the
  // name is no name (lower-case letters, digits and '_', 20 at most), in use, or where there is no
  // right to make directory or schema.
  StorageNamespace(LibeventLoop& loop, const Settings& settings, const std::string& name);
  ~StorageNamespace();
  StorageNamespace(const StorageNamespace&) = delete;
  StorageNamespace& operator=(const StorageNamespace&) = delete;

  // For a Core.
  const Settings& settings() const { return settings_; }
  const std::string& schema() const { return schema_; }

  // Removes all of it; nobody may use it any more. `sources` are those that entries were made for.
  // The error says what is left.
  tl::expected<void, std::string> drop(std::span<const std::string> sources);

 private:
  tl::expected<void, std::string> drop_schema();

  LibeventLoop& loop_;
  Settings settings_;
  std::string schema_;
  std::string directory_;
  std::optional<StateLock> lock_;
};

}  // namespace greycache
