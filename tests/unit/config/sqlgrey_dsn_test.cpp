// SQLgrey's db_dsn, as the drivers of Perl's DBI read it.
#include "greycache/config/sqlgrey_dsn.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("names of keywords are one, whatever the driver calls them") {
  for (const char* text : {"DBI:Pg:dbname=grey;host=db1", "dbi:Pg:db=grey; host = db1 ;",
                           "DBI:mysql:database=grey;hostname=db1", "DBI:mysql:grey:db1",
                           "DBI:mysql(AutoCommit=>1):grey;host=db1"}) {
    CAPTURE(text);
    const SqlgreyDsn dsn = parse_sqlgrey_dsn(text);
    CHECK(dsn.wrong.empty());
    CHECK(dsn.value("dbname") == "grey");
    CHECK(dsn.value("host") == "db1");
  }
}

TEST_CASE("a socket of MySQL's, and a path of SQLite's") {
  const SqlgreyDsn mysql = parse_sqlgrey_dsn("DBI:mysql:grey;mysql_socket=/run/my.sock");
  CHECK(mysql.driver == "mysql");
  CHECK(mysql.value("mysql_socket") == "/run/my.sock");
  CHECK(mysql.value("port").empty());
  const SqlgreyDsn sqlite = parse_sqlgrey_dsn("dbi:SQLite:/var/lib/sqlgrey/sqlgrey.db");
  CHECK(sqlite.driver == "sqlite");
  CHECK(sqlite.value("dbname") == "/var/lib/sqlgrey/sqlgrey.db");
}

TEST_CASE("what is no DSN says what one is") {
  for (const char* text : {"", "Pg", "DBI:", "DBI:Pg", "pg:dbname=x", "DBI:Pg:sqlgrey",
                           "DBI:SQLite:a;b", "DBI:mysql:a:b:3:d"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_sqlgrey_dsn(text).wrong.empty());
  }
}

}  // namespace greycache
