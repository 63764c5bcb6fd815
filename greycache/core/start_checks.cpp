// Each thing that a start needs, tried without keeping it.
#include "greycache/core/start_checks.h"

#include <fmt/format.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "common/inet_address.h"
#include "common/text.h"
#include "greycache/config/socket_place.h"
#include "greycache/core/storage.h"
#include "greycache/core/storage_settings.h"
#include "greycache/postgres/connection_keywords.h"
#include "greycache/redis/wire/tls_context.h"
#include "greycache/sqlite/file_look.h"
#include "greycache/sqlite/sqlite_history.h"

namespace greycache {

namespace {

using Weight = Trouble::Weight;
using Troubles = std::vector<Trouble>;

// By the effective account, unlike access(2).
bool may(const std::string& path, int mode) {
  return eaccess(path.c_str(), mode) == 0;
}

bool is_there(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 || errno != ENOENT;
}

// Why a file cannot be read and written; empty where it can. A directory in its place is none.
std::string hindrance(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return strerror(EISDIR);
  return may(path, R_OK | W_OK) ? "" : strerror(errno);
}

// systemd makes it before each start (StateDirectory=).
bool made_by_unit(const std::string& directory) {
  return directory == Settings().state_dir;
}

// A directory that must be there and take new files; empty where it is and does.
void check_directory(Troubles& troubles, const std::string& what, const std::string& directory) {
  if (may(directory, W_OK | X_OK)) return;
  const int error = errno;
  const bool comes = error == ENOENT && made_by_unit(directory);
  troubles.push_back({comes ? Weight::note : Weight::refusal,
                      fmt::format("{}: nothing can be made in {}: {}{}", what, escaped(directory),
                                  strerror(error), comes ? " (systemd makes it)" : "")});
}

void check_socket(Troubles& troubles, const std::string& what, const std::string& path) {
  const std::string obstacle = obstacle_to_socket(path);
  if (!obstacle.empty()) troubles.push_back({Weight::refusal, what + ": " + obstacle});
}

// Whether this process may give a file to the group: chown(2) asks for it.
bool may_give_to(gid_t group) {
  if (geteuid() == 0 || getegid() == group) return true;
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(getgroups(0, nullptr), 0)));
  const int count = getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<std::size_t>(std::max(count, 0)));
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

void check_group(Troubles& troubles, const std::string& name) {
  if (name.empty()) return;
  const group* found = getgrnam(name.c_str());
  std::string text;
  if (found == nullptr) {
    text = fmt::format("socket_group: there is no group {}", escaped(name));
  } else if (!may_give_to(found->gr_gid)) {
    text = fmt::format(
        "socket_group: the daemon is no member of group {}, so it cannot give it the "
        "socket; make its account one (adduser greycache {}), or choose another",
        escaped(name), escaped(name));
  }
  if (!text.empty()) troubles.push_back({Weight::refusal, std::move(text)});
}

// A socket that everybody may write is of no use to who cannot enter its directory.
void check_reach(Troubles& troubles, const Settings& settings) {
  const std::string directory = settings.socket.substr(0, settings.socket.rfind('/') + 1);
  struct stat status {};
  if ((settings.socket_mode & S_IWOTH) == 0 || stat(directory.c_str(), &status) != 0 ||
      (status.st_mode & S_IXOTH) != 0) {
    return;
  }
  troubles.push_back(
      {Weight::warning,
       fmt::format(
           "socket_mode lets everybody ask, but {} has mode {:04o}: who is not of "
           "its group cannot reach {}, and Postfix would answer 451. Choose a directory that "
           "others may enter, or let policy-helper ask",
           escaped(directory), status.st_mode & 07777U, escaped(settings.socket))});
}

void check_sockets(Troubles& troubles, const Settings& settings) {
  check_socket(troubles, "socket", settings.socket);
  check_socket(troubles, "control_socket", settings.control_socket);
  check_group(troubles, settings.socket_group);
  check_reach(troubles, settings);
}

void check_addresses(Troubles& troubles, const Settings& settings) {
  for (const auto& [name, text] :
       {std::pair<const char*, const std::string&>{"inet", settings.inet},
        {"metrics", settings.metrics}}) {
    if (text.empty()) continue;
    const auto address = parse_listen_address(text);
    if (address) continue;
    troubles.push_back({Weight::refusal, fmt::format("{}: {}", name, address.error())});
  }
}

void check_state_file(Troubles& troubles, Weight weight, const std::string& path) {
  const std::string why = is_there(path) ? hindrance(path) : "";
  if (why.empty()) return;
  troubles.push_back({weight, fmt::format("state_dir: {} cannot be used: {}", escaped(path), why)});
}

// Mail goes on without it, and the daemon does by itself what can be done. So nothing here is a
// reason to refuse a reload.
void check_history(Troubles& troubles, const Settings& settings) {
  const std::string path = settings.state_dir + "/history.sqlite";
  if (settings.storage != Storage::embedded || !is_there(path) || !hindrance(path).empty()) return;
  const FileLook look = look_at_file(path);
  if (!look.damage.empty()) {
    troubles.push_back(
        {Weight::warning,
         fmt::format("state_dir: {} is damaged: {}; the daemon moves it aside (.corrupt-TIME) and "
                     "begins a new one",
                     escaped(path), look.damage)});
  } else if (look.version > kHistoryVersion) {
    troubles.push_back({Weight::warning, "state_dir: " + newer_history(path, look.version)});
  }
}

// The lock is what the daemon cannot do without; entries and changes may be in memory for a while.
void check_state(Troubles& troubles, const Settings& settings) {
  const std::string lock = settings.state_dir + "/lock";
  check_state_file(troubles, Weight::refusal, lock);
  if (!is_there(lock)) {
    check_directory(troubles, "state_dir", settings.state_dir);
  } else if (!may(settings.state_dir, W_OK | X_OK)) {
    troubles.push_back({Weight::fault, fmt::format("state_dir: nothing can be made in {}: {}",
                                                   escaped(settings.state_dir), strerror(errno))});
  }
  for (const char* name : {"journal.sqlite", "journal.sqlite-wal", "greycache.sqlite",
                           "greycache.sqlite-wal", "history.sqlite", "history.sqlite-wal"}) {
    check_state_file(troubles, Weight::fault, settings.state_dir + "/" + name);
  }
  check_history(troubles, settings);
}

void check_stores(Troubles& troubles, const Settings& settings) {
  if (settings.storage == Storage::embedded) return;
  const auto check = [&](const auto& use) {
    try {
      use();
    } catch (const StartError& error) {
      troubles.push_back({Weight::refusal, error.what()});
    }
  };
  check([&] {
    const RedisOptions redis = redis_options_of(settings);
    if (!redis.tls) return;
    const auto files = TlsContext(*redis.tls).now();
    if (!files) troubles.push_back({Weight::refusal, files.error()});
  });
  check([&] {
    const auto hosts = connection_keywords(postgres_settings_of(settings, kSchema));
    if (!hosts) troubles.push_back({Weight::fault, "database: " + hosts.error()});
  });
}

}  // namespace

std::vector<Trouble> start_troubles(const Settings& settings, bool own_sockets) {
  Troubles troubles;
  check_stores(troubles, settings);
  check_state(troubles, settings);
  check_addresses(troubles, settings);
  if (own_sockets) check_sockets(troubles, settings);
  return troubles;
}

}  // namespace greycache
