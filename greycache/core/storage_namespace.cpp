// A place of its own in the configured storage, beside the daemon's entries, for a replay.
#include "greycache/core/storage_namespace.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>

#include "common/text.h"
#include "greycache/core/storage.h"
#include "greycache/core/storage_settings.h"
#include "greycache/postgres/postgres_store.h"
#include "greycache/redis/redis_errand.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestNamespace = 20;
constexpr std::string_view kNameLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";

void make_directory(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return;
  throw StartError(fmt::format("cannot make {}: {}", path, strerror(errno)));
}

}  // namespace

std::string StorageNamespace::fault_of(const std::string& name) {
  if (!name.empty() && name.size() <= kLongestNamespace &&
      name.find_first_not_of(kNameLetters) == std::string::npos) {
    return {};
  }
  return fmt::format("'{}' is no name: lower-case letters, digits and '_', {} at most",
                     escaped(name, 40), kLongestNamespace);
}

StorageNamespace::StorageNamespace(LibeventLoop& loop, const Settings& settings,
                                   const std::string& name)
    : loop_(loop), settings_(settings), schema_("greycache_replay_" + name) {
  if (const std::string fault = fault_of(name); !fault.empty()) throw StartError(fault);
  directory_ = settings.state_dir + "/replay-" + name;
  make_directory(directory_);
  auto lock = StateLock::take(directory_);
  if (!lock) throw StartError(lock.error().message);
  lock_.emplace(std::move(*lock));
  settings_.state_dir = directory_ + "/state";
  settings_.redis_prefix += fmt::format(":{}.{}.{}", name, std::time(nullptr), getpid());
  std::error_code ignored;
  std::filesystem::remove_all(settings_.state_dir, ignored);
  make_directory(settings_.state_dir);
  if (const auto dropped = drop_schema(); !dropped) throw StartError(dropped.error());
}

StorageNamespace::~StorageNamespace() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

tl::expected<void, std::string> StorageNamespace::drop_schema() {
  if (settings_.storage == Storage::embedded) return {};
  const auto dropped = PostgresStore(postgres_settings_of(settings_, schema_)).drop_schema();
  if (!dropped) {
    return tl::make_unexpected(fmt::format("schema {}: {}", schema_, dropped.error().message));
  }
  return {};
}

tl::expected<void, std::string> StorageNamespace::drop(std::span<const std::string> sources) {
  if (settings_.storage == Storage::embedded) return {};
  auto schema = drop_schema();
  const auto keys = RedisErrand(loop_, redis_options_of(settings_)).forget_sources(sources);
  if (!schema) return schema;
  if (!keys) {
    return tl::make_unexpected(fmt::format("keys {}:*: {} (they expire by themselves)",
                                           settings_.redis_prefix, keys.error().message));
  }
  return {};
}

}  // namespace greycache
