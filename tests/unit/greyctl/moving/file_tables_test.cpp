// SQLgrey's tables in files.
#include "greyctl/moving/sqlgrey/file_tables.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/unit/temporary_directory.h"

namespace greycache::file_tables_test {

namespace {

using enum SqlgreyColumn;

struct Read {
  std::vector<SqlgreyRow> rows;
  bool there = false;
  std::string wrong;
  int status = EX_OK;
};

Read read(FileTables& tables, SqlgreyTable table) {
  Read result;
  const auto done =
      tables.each(table, [&](const SqlgreyRow& row) -> tl::expected<void, std::string> {
        result.rows.push_back(row);
        return {};
      });
  if (done) result.there = *done;
  if (!done) result.wrong = done.error().why;
  if (!done) result.status = done.error().status;
  return result;
}

}  // namespace

TEST_CASE("a directory without a file of a table is an error that says what is looked for") {
  const TemporaryDirectory directory;
  MovingAccount account;
  directory.write("other.csv", "domain\n");
  const auto tables = FileTables::open(directory.path(), account);
  REQUIRE_FALSE(tables);
  CHECK(tables.error().why.find("connect.tsv, from_awl.csv") != std::string::npos);
  CHECK(tables.error().status == EX_NOINPUT);
}

TEST_CASE("what mysql --batch and psql --csv write, in any order of columns") {
  const TemporaryDirectory directory;
  directory.write("domain_awl.tsv",
                  "src\tsender_domain\tlast_seen\tfirst_seen\n192.0.2\texample.org\tNULL\t7\n");
  directory.write("optin_domain.csv", "domain\r\nexample.org\r\n\"a\"\"b\"\r\n");
  MovingAccount account;
  auto tables = FileTables::open(directory.path(), account);
  REQUIRE(tables);
  const Read awl = read(*tables, SqlgreyTable::domain_awl);
  REQUIRE(awl.rows.size() == 1);
  CHECK(awl.rows[0][sender_domain] == "example.org");
  CHECK(awl.rows[0][src] == "192.0.2");
  CHECK(awl.rows[0][first_seen] == "7");
  CHECK_FALSE(awl.rows[0][last_seen]);
  const Read opt = read(*tables, SqlgreyTable::optin_domain);
  REQUIRE(opt.rows.size() == 2);
  CHECK(opt.rows[1][opt_row] == "a\"b");
  CHECK_FALSE(read(*tables, SqlgreyTable::connect).there);
}

TEST_CASE("two files of one table are an error that names both, whichever is empty") {
  const TemporaryDirectory directory;
  directory.write("from_awl.tsv", "");
  directory.write("from_awl.csv", "sender_name,sender_domain,src,first_seen,last_seen\n");
  MovingAccount account;
  const auto tables = FileTables::open(directory.path(), account);
  REQUIRE_FALSE(tables);
  CHECK(tables.error().why ==
        directory.file("from_awl.tsv") + " and " + directory.file("from_awl.csv") +
            " are both of the table from_awl: remove the one that is not meant");
  CHECK(tables.error().status == EX_DATAERR);
}

TEST_CASE("an empty file is a table that is lacking, with words on why; a header alone is not") {
  const TemporaryDirectory directory;
  directory.write("connect.tsv", "");
  directory.write("optin_domain.csv", "domain\n");
  MovingAccount account;
  auto tables = FileTables::open(directory.path(), account);
  REQUIRE(tables);
  const Read connect = read(*tables, SqlgreyTable::connect);
  CHECK_FALSE(connect.there);
  CHECK(connect.wrong.empty());
  CHECK(tables->lack_of(SqlgreyTable::connect) ==
        "connect (" + directory.file("connect.tsv") +
            " is empty: the table is, or what wrote the file failed)");
  CHECK(tables->lack_of(SqlgreyTable::from_awl) == "from_awl");
  const Read opt = read(*tables, SqlgreyTable::optin_domain);
  CHECK(opt.there);
  CHECK(opt.rows.empty());
}

TEST_CASE("a first line that does not name the columns is an error with its place") {
  const TemporaryDirectory directory;
  directory.write("optin_email.csv", "bob@example.org\n");
  MovingAccount account;
  auto tables = FileTables::open(directory.path(), account);
  REQUIRE(tables);
  const Read opt = read(*tables, SqlgreyTable::optin_email);
  CHECK(opt.wrong ==
        directory.file("optin_email.csv") + ":1: the first line has to name the columns email");
  CHECK(opt.status == EX_DATAERR);
}

TEST_CASE("a file that cannot be read is an error of no input") {
  const TemporaryDirectory directory;
  REQUIRE(mkdir(directory.file("optin_email.csv").c_str(), 0700) == 0);
  MovingAccount account;
  auto tables = FileTables::open(directory.path(), account);
  REQUIRE(tables);
  const Read opt = read(*tables, SqlgreyTable::optin_email);
  CHECK(opt.wrong == directory.file("optin_email.csv") + ": Is a directory");
  CHECK(opt.status == EX_NOINPUT);
  rmdir(directory.file("optin_email.csv").c_str());
}

TEST_CASE("a byte order mark before the names of the columns does no harm") {
  const TemporaryDirectory directory;
  directory.write("optin_email.csv", "\xef\xbb\xbf\"email\"\r\na@b.c\r\n");
  MovingAccount account;
  auto tables = FileTables::open(directory.path(), account);
  REQUIRE(tables);
  CHECK(read(*tables, SqlgreyTable::optin_email).rows.size() == 1);
}

TEST_CASE("a line with another number of values is set aside as damage, an empty one left out") {
  const TemporaryDirectory directory;
  directory.write("optin_email.tsv", "email\na@b.c\td\ne@f.g\n");
  directory.write("domain_awl.tsv", "sender_domain\tsrc\tfirst_seen\tlast_seen\n\na\tb\t1\t2\n\n");
  MovingAccount account;
  auto tables = FileTables::open(directory.path(), account);
  REQUIRE(tables);
  CHECK(read(*tables, SqlgreyTable::domain_awl).rows.size() == 1);
  CHECK_FALSE(account.any_damaged());
  CHECK(read(*tables, SqlgreyTable::optin_email).rows.size() == 1);
  CHECK(account.all_set_aside() == 1);
  CHECK(account.any_damaged());
}

TEST_CASE("a line that is too long, and a quote that does not end, are set aside, and no more") {
  const TemporaryDirectory directory;
  const std::string too_long(2 * LineInput::kLongestLine, 'x');
  directory.write("optin_domain.csv", "domain\na.example\n" + too_long + "\n\"b\nc.example\n" +
                                          too_long + "\nd.example\n\"e\nf.example\n");
  MovingAccount account;
  auto tables = FileTables::open(directory.path(), account);
  REQUIRE(tables);
  const Read opt = read(*tables, SqlgreyTable::optin_domain);
  REQUIRE(opt.wrong == "");
  std::string domains;
  for (const SqlgreyRow& row : opt.rows) domains += *row[opt_row] + " ";
  CHECK(domains == "a.example c.example d.example f.example ");
  CHECK(account.all_set_aside() == 4);
  CHECK(account.any_damaged());
  CHECK(account.text().find("optin_domain.csv:3: the line is longer than 1 MiB\n") !=
        std::string::npos);
  CHECK(account.text().find("optin_domain.csv:4: a quoted value does not end\n") !=
        std::string::npos);
}

}  // namespace greycache::file_tables_test
