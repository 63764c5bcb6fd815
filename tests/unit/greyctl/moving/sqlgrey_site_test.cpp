// SQLgrey's configuration, as moving in reads it.
#include "greyctl/moving/sqlgrey/sqlgrey_site.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sysexits.h>

#include "greycache/sqlite/database.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

TEST_CASE("without a word in the file SQLgrey's defaults count") {
  const SqlgreySite site = sqlgrey_site_of("# nothing\n");
  CHECK(site.greymethod == GreyMethod::smart);
  CHECK(site.optmethod == "none");
  CHECK(site.conf_dir == "/etc/sqlgrey");
  CHECK(site.database.dsn().driver == "pg");
  CHECK(site.database.dsn().value("dbname") == "sqlgrey");
  CHECK(site.database.user() == "sqlgrey");
}

TEST_CASE("what the file says counts") {
  const SqlgreySite site = sqlgrey_site_of(
      "greymethod = full\noptmethod = optin # who asks\nconf_dir = /srv\n"
      "db_type = mysql\ndb_name = grey\ndb_port = 3307\ndb_pass = se#cret\n");
  CHECK(site.greymethod == GreyMethod::full);
  CHECK(site.optmethod == "optin");
  CHECK(site.conf_dir == "/srv");
  CHECK(site.database.dsn().driver == "mysql");
  CHECK(site.database.dsn().value("port") == "3307");
  // A '#' begins a comment, in a password, too.
  CHECK(site.database.password() == "se");
}

TEST_CASE("a file that is not there is named") {
  const auto site = read_sqlgrey_site("/nonexistent/sqlgrey.conf");
  REQUIRE_FALSE(site);
  CHECK(site.error() == "/nonexistent/sqlgrey.conf: cannot be read: No such file or directory");
}

TEST_CASE("a driver that is not read, and a port that is none, are errors") {
  const auto opened = open_sqlgrey_database(sqlgrey_site_of("db_type = Oracle\n"), "", "");
  REQUIRE_FALSE(opened);
  CHECK(opened.error().status == EX_CONFIG);
  CHECK(opened.error().why == "\"oracle\" is no database that is read: Pg, mysql and SQLite are");
  for (const char* port : {"x", "65536", "-1"}) {
    const auto site = sqlgrey_site_of(fmt::format("db_dsn = DBI:mysql:g:h:{}\n", port));
    const auto other = open_sqlgrey_database(site, "", "");
    REQUIRE_FALSE(other);
    CHECK(other.error().why == "the port of the database is no number from 1 to 65535");
  }
  CHECK_FALSE(open_sqlgrey_database(SqlgreySite(), "mysql:grey", ""));
}

TEST_CASE("an address that is none is a wrong command line, and is not shown with its password") {
  for (const char* address : {"MYSQL://u:S3cr3t@h/grey", "redis://u:S3cr3t@h/0", "u:S3cr3t@h/grey",
                              "mysql://u:S3@cr3t@h/grey", "mysql://u:S3/cr3t@h/grey",
                              "postgresql://u:S3/cr3t@h/grey", "DBI:Oracle:u:S3cr3t"}) {
    CAPTURE(address);
    const auto opened = open_sqlgrey_database(SqlgreySite(), address, "");
    REQUIRE_FALSE(opened);
    CHECK(opened.error().status == EX_USAGE);
    CHECK(opened.error().why.find("cr3t") == std::string::npos);
  }
  const auto path = open_sqlgrey_database(SqlgreySite(), "./a@b:c.db", "");
  REQUIRE_FALSE(path);
  CHECK(path.error().status == EX_UNAVAILABLE);
}

TEST_CASE("rows of an SQLite file, while its owner has it open; tables that are not there") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("sqlgrey.db");
  auto owner = Database::open(path, Database::Synchronous::off, std::chrono::seconds(1));
  REQUIRE(owner);
  REQUIRE(
      owner->script("create table optin_email (email varchar(255) not null primary key); "
                    "insert into optin_email values ('a@b.c'), ('d@e.f'); "
                    "create table optout_domain (domain varchar(255) not null primary key); "
                    "insert into optout_domain values ('b.c')"));
  const auto tables = open_sqlgrey_database(SqlgreySite(), "sqlite:" + path, "");
  REQUIRE(tables);
  CHECK((*tables)->name() == "SQLite file " + path);
  std::string rows;
  const auto there = (*tables)->each(SqlgreyTable::optin_email, [&](const SqlgreyRow& row) {
    rows += *row[SqlgreyColumn::opt_row] + " ";
    return tl::expected<void, std::string>();
  });
  CHECK(there == true);
  CHECK(rows == "a@b.c d@e.f ");
  CHECK((*tables)->each(SqlgreyTable::optout_domain, [&](const SqlgreyRow& row) {
    rows += *row[SqlgreyColumn::opt_row];
    return tl::expected<void, std::string>();
  }) == true);
  CHECK(rows == "a@b.c d@e.f b.c");
  CHECK((*tables)->each(SqlgreyTable::connect, [](const SqlgreyRow&) {
    return tl::expected<void, std::string>();
  }) == false);
  CHECK(owner->run("insert into optin_email values ('g@h.i')"));
}

}  // namespace greycache
