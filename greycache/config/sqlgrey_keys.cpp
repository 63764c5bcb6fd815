// The table of SQLgrey's keys that are no settings here.
#include "greycache/config/sqlgrey_keys.h"

#include <algorithm>
#include <array>

namespace greycache {

namespace {

constexpr std::array kKeys{
    SqlgreyKey{"unix", SqlgreyKeyUse::alias, "socket"},
    SqlgreyKey{"db_type", SqlgreyKeyUse::database,
               "Pg means storage = shared, SQLite storage = embedded; MySQL is not supported."},
    SqlgreyKey{"db_name", SqlgreyKeyUse::database,
               "The dbname of database; for SQLite the entries are in state_dir instead."},
    SqlgreyKey{"db_host", SqlgreyKeyUse::database, "The host of database."},
    SqlgreyKey{"db_port", SqlgreyKeyUse::database, "The port of database."},
    SqlgreyKey{"db_user", SqlgreyKeyUse::database, "The user of database."},
    SqlgreyKey{"db_pass", SqlgreyKeyUse::database,
               "The password of database; database_password_file is better."},
    SqlgreyKey{"db_dsn", SqlgreyKeyUse::database,
               "DBI:Pg:... and DBI:SQLite:... are read as the keys above, which they override."},
    SqlgreyKey{"user", SqlgreyKeyUse::ignored,
               "The service manager sets the user (User= in the systemd unit)."},
    SqlgreyKey{"group", SqlgreyKeyUse::ignored,
               "The service manager sets the group (Group= in the systemd unit); socket_group is "
               "that of the socket."},
    SqlgreyKey{"pidfile", SqlgreyKeyUse::ignored,
               "The daemon stays in the foreground; the service manager knows its process."},
    SqlgreyKey{"clean_method", SqlgreyKeyUse::ignored,
               "Expired entries are always removed in the background."},
    SqlgreyKey{"db_prepare_cache", SqlgreyKeyUse::ignored, "Statements are always prepared."},
    SqlgreyKey{"db_cluster", SqlgreyKeyUse::ignored,
               "Use storage = shared, and several hosts in database for failover."},
    SqlgreyKey{"read_hosts", SqlgreyKeyUse::ignored,
               "Reads come from Redis; write several hosts in database for failover."},
    SqlgreyKey{"db_cleanup_hostname", SqlgreyKeyUse::ignored,
               "The hosts that share a database agree on who removes expired entries."},
};

}  // namespace

std::span<const SqlgreyKey> sqlgrey_keys() {
  return kKeys;
}

const SqlgreyKey* find_sqlgrey_key(std::string_view name) {
  const auto found = std::find_if(kKeys.begin(), kKeys.end(),
                                  [&](const SqlgreyKey& key) { return key.name == name; });
  return found == kKeys.end() ? nullptr : &*found;
}

}  // namespace greycache
