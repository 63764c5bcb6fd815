// The file's keys, and a reader for each driver.
#include "greyctl/moving/sqlgrey/sqlgrey_site.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "common/text.h"
#include "common/whole_file.h"
#include "common/whole_number.h"
#include "greycache/config/config_lines.h"
#include "greycache/config/database_address.h"
#include "greyctl/moving/mysql/mysql_uri.h"
#include "greyctl/moving/sqlgrey/mysql_tables.h"
#include "greyctl/moving/sqlgrey/postgres_tables.h"
#include "greyctl/moving/sqlgrey/sqlite_tables.h"

namespace greycache {

namespace {

using Opened = tl::expected<std::unique_ptr<SqlgreyTables>, MovingError>;

constexpr std::size_t kLargestFile = std::size_t{1} << 20;
constexpr const char* kSqlgreyDirectory = "/var/lib/sqlgrey/";

// As it is written an address may hold a password.
tl::unexpected<MovingError> no_address(std::string_view advice) {
  return tl::make_unexpected(MovingError(fmt::format("--database: {}", advice), EX_USAGE));
}

// Neither a URI of something else nor one whose scheme was left out.
bool is_path(std::string_view address) {
  const bool as_user = address.find('@') != address.npos && address.find(':') != address.npos;
  return address.find("://") == address.npos && (!as_user || address.find_first_of("/.") == 0);
}

template <typename Tables>
Opened opened(tl::expected<Tables, std::string> tables) {
  if (!tables) return tl::make_unexpected(tables.error());
  return std::make_unique<Tables>(std::move(*tables));
}

// Debian's SQLgrey runs in its directory.
Opened open_sqlite_of_sqlgrey(std::string_view path) {
  const char* const directory = path.starts_with('/') ? "" : kSqlgreyDirectory;
  return opened(SqliteTables::open(directory + std::string(path)));
}

// A password in a command line can be seen by everybody: MySQL's own programs take it from here.
Opened open_mysql(MysqlAddress address) {
  const char* password = std::getenv("MYSQL_PWD");
  if (address.password.empty() && password != nullptr) address.password = password;
  return opened(MysqlTables::open(address));
}

Opened open_mysql(const SqlgreyDsn& dsn, const SqlgreyDatabase& database, int status_if_wrong) {
  MysqlAddress address{.host = std::string(dsn.value("host")),
                       .socket = std::string(dsn.value("mysql_socket")),
                       .user = database.user(),
                       .password = database.password(),
                       .database = std::string(dsn.value("dbname"))};
  const std::string_view port = dsn.value("port");
  const auto number = whole_number<std::uint16_t>(port);
  if (!port.empty() && !number) {
    return tl::make_unexpected(
        MovingError("the port of the database is no number from 1 to 65535", status_if_wrong));
  }
  address.port = number.value_or(0);
  return open_mysql(std::move(address));
}

Opened open_postgres(const SqlgreyDsn& dsn, const SqlgreyDatabase& database,
                     const std::string& time_zone) {
  std::string keywords;
  for (const auto& [keyword, value] : dsn.keywords) append_keyword(keywords, keyword, value);
  if (!database.user().empty()) append_keyword(keywords, "user", database.user());
  if (!database.password().empty()) append_keyword(keywords, "password", database.password());
  return opened(PostgresTables::open(keywords, time_zone));
}

Opened open_dsn(const SqlgreyDsn& dsn, const SqlgreyDatabase& database,
                const std::string& time_zone, int status_if_wrong) {
  if (!dsn.wrong.empty()) return tl::make_unexpected(MovingError(dsn.wrong, status_if_wrong));
  if (dsn.driver == "pg") return open_postgres(dsn, database, time_zone);
  if (dsn.driver == "sqlite") return open_sqlite_of_sqlgrey(dsn.value("dbname"));
  if (dsn.driver == "mysql" || dsn.driver == "mariadb") {
    return open_mysql(dsn, database, status_if_wrong);
  }
  return tl::make_unexpected(
      MovingError(fmt::format("\"{}\" is no database that is read: Pg, mysql and SQLite are",
                              escaped(dsn.driver, 40)),
                  status_if_wrong));
}

void take(SqlgreySite& site, const ConfigLine& line) {
  const std::string value(line.value);
  if (line.key == "greymethod") {
    site.greymethod = value == "full"     ? GreyMethod::full
                      : value == "classc" ? GreyMethod::classc
                                          : GreyMethod::smart;
  }
  if (line.key == "optmethod") site.optmethod = value;
  if (line.key == "conf_dir") site.conf_dir = value;
  if (line.key.starts_with("db_")) site.database.take(line.key, line.value, line.number);
}

}  // namespace

SqlgreySite sqlgrey_site_of(std::string_view text) {
  SqlgreySite site;
  for (const ConfigLine& line : config_lines(text)) take(site, line);
  return site;
}

tl::expected<SqlgreySite, std::string> read_sqlgrey_site(const std::string& path) {
  const auto text = read_whole_file(path, kLargestFile);
  if (text) return sqlgrey_site_of(*text);
  return tl::make_unexpected(
      fmt::format("{}: cannot be read: {}", escaped(path), strerror(text.error())));
}

Opened open_sqlgrey_database(const SqlgreySite& site, const std::string& address,
                             const std::string& time_zone) {
  if (address.empty()) return open_dsn(site.database.dsn(), site.database, time_zone, EX_CONFIG);
  if (lower_ascii(address.substr(0, 4)) == "dbi:") {
    return open_dsn(parse_sqlgrey_dsn(address), site.database, time_zone, EX_USAGE);
  }
  if (address.starts_with("mysql:") || address.starts_with("mariadb:")) {
    const auto mysql = parse_mysql_uri(address);
    if (mysql) return open_mysql(*mysql);
    return no_address(
        "write mysql://USER@HOST:PORT/NAME?socket=PATH, in its parts %2F for a '/' and %40 for an "
        "'@'");
  }
  constexpr std::string_view kSqlite = "sqlite:";
  if (address.starts_with(kSqlite)) {
    return opened(SqliteTables::open(address.substr(kSqlite.size())));
  }
  const bool postgres = address.starts_with("postgresql:") || address.starts_with("postgres:") ||
                        (address.find('=') != address.npos && address.front() != '/');
  if (!postgres && !is_path(address)) {
    return no_address(
        "write DBI:DRIVER:NAME, mysql://..., postgresql://..., or the path of an SQLite file");
  }
  if (!postgres) return opened(SqliteTables::open(address));
  if (const std::string wrong = check_database_address(address); !wrong.empty()) {
    return no_address(wrong);
  }
  return opened(PostgresTables::open(address, time_zone));
}

}  // namespace greycache
