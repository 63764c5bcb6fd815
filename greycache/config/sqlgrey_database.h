// SQLgrey's db_* keys, from which storage and database are made.
#pragma once

#include <string>
#include <string_view>

#include "greycache/config/config_messages.h"
#include "greycache/config/settings.h"

namespace greycache {

// Collects db_type, db_name, db_host, db_port, db_user, db_pass and db_dsn, then sets storage and
// database as SQLgrey would have connected.
class SqlgreyDatabase {
 public:
  void take(std::string_view key, std::string_view value, int line);

  bool any() const { return first_line_ != 0; }

  // The lines of `storage` and `database` are 0 where the file has none; what the file has wins.
  void apply(int storage_line, int database_line, Settings& settings,
             ConfigMessages& messages) const;

 private:
  struct Connection {
    std::string driver{};
    std::string keywords{};  // of libpq
    std::string wrong{};     // what is wrong with db_dsn
  };
  Connection from_keys() const;
  Connection from_dsn() const;
  void apply_postgresql(const std::string& keywords, int storage_line, int database_line,
                        Settings& settings, ConfigMessages& messages) const;
  void apply_sqlite(int storage_line, Settings& settings, ConfigMessages& messages) const;

  // SQLgrey's defaults.
  std::string type_ = "Pg";
  std::string name_ = "sqlgrey";
  std::string host_ = "localhost";
  std::string port_ = "default";
  std::string user_ = "sqlgrey";
  std::string password_;
  std::string dsn_;
  int first_line_ = 0;
  int type_line_ = 0;
};

}  // namespace greycache
