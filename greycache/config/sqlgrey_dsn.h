// Where SQLgrey's database is: its db_dsn taken apart, as the driver of Perl's DBI that it names
// does.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace greycache {

struct SqlgreyDsn {
  std::string driver{};  // in lower case: "pg", "mysql", "sqlite"
  // Keyword and value, in order. Other names of a database's are "dbname", of a host's "host".
  std::vector<std::pair<std::string, std::string>> keywords{};
  std::string wrong{};  // what is wrong with it, as a sentence; the text may hold a password

  // The value of the last such keyword, empty where there is none.
  std::string_view value(std::string_view keyword) const;
};

// "DBI:Pg:dbname=sqlgrey;host=db1;port=5433", "DBI:mysql:sqlgrey;mysql_socket=/run/x.sock",
// "dbi:SQLite:/var/lib/sqlgrey/sqlgrey.db".
SqlgreyDsn parse_sqlgrey_dsn(std::string_view dsn);

}  // namespace greycache
