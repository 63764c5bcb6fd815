// Makes storage and database from SQLgrey's db_* keys.
#include "greycache/config/sqlgrey_database.h"

#include <array>
#include <utility>

#include "greycache/config/database_address.h"

namespace greycache {

namespace {

// The line that says where entries are, so that SQLgrey's database need not be understood; 0 where
// there is none.
int own_storage_line(int storage_line, int database_line, const Settings& settings) {
  if (storage_line == 0) return 0;
  return settings.storage == Storage::embedded ? storage_line : database_line;
}

std::string libpq_keywords(const SqlgreyDsn& dsn) {
  std::string keywords;
  for (const auto& [keyword, value] : dsn.keywords) append_keyword(keywords, keyword, value);
  return keywords;
}

}  // namespace

void SqlgreyDatabase::take(std::string_view key, std::string_view value, int line) {
  const std::array<std::pair<std::string_view, std::string*>, 7> members{{{"db_type", &type_},
                                                                          {"db_name", &name_},
                                                                          {"db_host", &host_},
                                                                          {"db_port", &port_},
                                                                          {"db_user", &user_},
                                                                          {"db_pass", &password_},
                                                                          {"db_dsn", &dsn_}}};
  for (const auto& [name, member] : members) {
    if (name == key) *member = value;
  }
  if (first_line_ == 0 || line < first_line_) first_line_ = line;
  if (key == "db_type" || (key == "db_dsn" && !value.empty())) type_line_ = line;
}

SqlgreyDsn SqlgreyDatabase::dsn() const {
  if (!dsn_.empty()) return parse_sqlgrey_dsn(dsn_);
  SqlgreyDsn dsn{.driver = lower_ascii(type_)};
  dsn.keywords.emplace_back("dbname", name_);
  // DBD::SQLite has no host.
  if (dsn.driver == "sqlite") return dsn;
  if (!host_.empty()) dsn.keywords.emplace_back("host", host_);
  if (!port_.empty() && port_ != "default") dsn.keywords.emplace_back("port", port_);
  return dsn;
}

void SqlgreyDatabase::apply_postgresql(const std::string& keywords, int storage_line,
                                       int database_line, Settings& settings,
                                       ConfigMessages& messages) const {
  if (storage_line == 0) settings.storage = Storage::shared;
  if (storage_line != 0 && settings.storage == Storage::embedded) {
    messages.warning(first_line_, fmt::format("db_* name a PostgreSQL database, but storage = "
                                              "embedded (line {}) is what counts",
                                              storage_line));
  }
  if (database_line != 0) {
    messages.warning(
        first_line_,
        fmt::format("db_* are not used, database (line {}) is what counts", database_line));
    return;
  }
  settings.database = keywords;
  if (!user_.empty()) append_keyword(settings.database, "user", user_);
  if (!password_.empty()) append_keyword(settings.database, "password", password_);
}

void SqlgreyDatabase::apply_sqlite(int storage_line, Settings& settings,
                                   ConfigMessages& messages) const {
  if (storage_line == 0) settings.storage = Storage::embedded;
  if (settings.storage == Storage::shared) {
    messages.warning(first_line_,
                     fmt::format("db_* name an SQLite file, but storage = shared (line {}) is what "
                                 "counts",
                                 storage_line));
    return;
  }
  messages.warning(first_line_, fmt::format("SQLgrey's SQLite file is not opened; entries are kept "
                                            "in a file of their own in state_dir ({})",
                                            escaped(settings.state_dir)));
}

void SqlgreyDatabase::apply(int storage_line, int database_line, Settings& settings,
                            ConfigMessages& messages) const {
  if (!any()) return;
  const SqlgreyDsn address = dsn();
  const int line = type_line_ == 0 ? first_line_ : type_line_;
  const std::string& driver = address.driver;
  if (!address.wrong.empty()) {
    messages.error(line, address.wrong);
  } else if (driver == "pg") {
    apply_postgresql(libpq_keywords(address), storage_line, database_line, settings, messages);
  } else if (driver == "sqlite") {
    apply_sqlite(storage_line, settings, messages);
  } else if (const int own = own_storage_line(storage_line, database_line, settings); own != 0) {
    messages.warning(
        line,
        fmt::format("db_* name a database ({}) that is not opened; {} (line {}) is what counts",
                    escaped(driver, 40), own == database_line ? "database" : "storage = embedded",
                    own));
  } else if (driver == "mysql" || driver == "mariadb") {
    messages.error(line,
                   "MySQL is not supported; take the db_ lines out and write storage = embedded "
                   "(one host, no server), or storage = shared with redis and a PostgreSQL "
                   "database; greyctl import sqlgrey takes the entries over");
  } else {
    messages.error(line, fmt::format("\"{}\" is no database that is supported; write Pg or SQLite",
                                     escaped(driver, 40)));
  }
}

}  // namespace greycache
