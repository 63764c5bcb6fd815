// Rows as mysql --batch and psql --csv write them.
#include "greyctl/moving/sqlgrey/table_line.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

const std::optional<std::string> kNull;

}  // namespace

TEST_CASE("a line of mysql --batch") {
  CHECK(batch_values("a\tb") == TableValues{"a", "b"});
  CHECK(batch_values("") == TableValues{""});
  CHECK(batch_values("a\t\tb\t") == TableValues{"a", "", "b", ""});
  CHECK(batch_values("NULL\tnull\tNULLS") == TableValues{kNull, "null", "NULLS"});
  CHECK(batch_values("a\tNULL\r") == TableValues{"a", kNull});
}

TEST_CASE("what mysql escapes comes back") {
  CHECK(batch_values("a\\tb\\nc\\\\d") == TableValues{"a\tb\nc\\d"});
  CHECK(batch_values("a\\0") == TableValues{std::string("a\0", 2)});
  CHECK(batch_values("a\\") == TableValues{"a\\"});
}

TEST_CASE("a record of CSV") {
  CHECK(csv_values("a,b") == TableValues{"a", "b"});
  CHECK(csv_values("a,,\"\"\r") == TableValues{"a", "", ""});
  CHECK(csv_values("\"a,b\",\"c\"\"d\"") == TableValues{"a,b", "c\"d"});
  CHECK(csv_values("\"a\nb\",c") == TableValues{"a\nb", "c"});
  CHECK(csv_values("") == TableValues{""});
}

TEST_CASE("a quoted value that does not end wants the next line") {
  CHECK_FALSE(csv_values("a,\"b"));
  CHECK_FALSE(csv_values("\""));
  CHECK_FALSE(csv_values("\"a\"\""));
}

}  // namespace greycache
