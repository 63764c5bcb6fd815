// SQLgrey's db_* keys, from which storage and database are made.
#pragma once

#include <string>
#include <string_view>

#include "greycache/config/config_messages.h"
#include "greycache/config/settings.h"
#include "greycache/config/sqlgrey_dsn.h"

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

  // Where SQLgrey would have connected, whatever the driver; user() and password() are beside it.
  SqlgreyDsn dsn() const;
  const std::string& user() const { return user_; }
  const std::string& password() const { return password_; }

 private:
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
