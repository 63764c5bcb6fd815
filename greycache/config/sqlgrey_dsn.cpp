// The parts between colons and semicolons.
#include "greycache/config/sqlgrey_dsn.h"

#include <array>

#include "common/text.h"

namespace greycache {

namespace {

constexpr const char* kWrong =
    "db_dsn is not understood; write DBI:Pg:dbname=NAME;host=HOST, or database = ...";

std::string_view plain_name(std::string_view keyword) {
  if (keyword == "db" || keyword == "database") return "dbname";
  return keyword == "hostname" ? "host" : keyword;
}

// What a driver takes without a name: DBD::mysql's "sqlgrey:db1:3306", DBD::SQLite's path.
std::string_view unnamed(const SqlgreyDsn& dsn) {
  constexpr std::array<std::string_view, 3> kInOrder{"dbname", "host", "port"};
  if (dsn.driver == "pg") return {};
  for (const std::string_view keyword : kInOrder) {
    if (dsn.value(keyword).empty()) return keyword;
    if (dsn.driver == "sqlite") break;
  }
  return {};
}

bool add_part(SqlgreyDsn& dsn, std::string_view part) {
  const std::size_t equals = part.find('=');
  const std::string_view keyword =
      equals == part.npos ? unnamed(dsn) : plain_name(trimmed(part.substr(0, equals)));
  if (keyword.empty()) return false;
  dsn.keywords.emplace_back(keyword, trimmed(equals == part.npos ? part : part.substr(equals + 1)));
  return true;
}

}  // namespace

std::string_view SqlgreyDsn::value(std::string_view keyword) const {
  for (auto pair = keywords.rbegin(); pair != keywords.rend(); ++pair) {
    if (pair->first == keyword) return pair->second;
  }
  return {};
}

SqlgreyDsn parse_sqlgrey_dsn(std::string_view text) {
  const std::size_t colon = text.find(':', 4);
  if (lower_ascii(text.substr(0, 4)) != "dbi:" || colon == text.npos) return {.wrong = kWrong};
  // "DBI:mysql(AutoCommit=>1):..." has attributes behind the driver.
  const std::string_view driver = text.substr(4, colon - 4);
  SqlgreyDsn dsn{.driver = lower_ascii(driver.substr(0, driver.find('(')))};
  std::string parts(text.substr(colon + 1));
  if (dsn.driver == "mysql" || dsn.driver == "mariadb") {
    for (char& c : parts) c = c == ':' ? ';' : c;
  }
  for (const std::string_view part : split(parts, ';')) {
    if (!trimmed(part).empty() && !add_part(dsn, part)) return {.wrong = kWrong};
  }
  return dsn;
}

}  // namespace greycache
