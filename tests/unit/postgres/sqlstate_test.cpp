// Each error of PostgreSQL that a store meets has its kind.
#include "greycache/postgres/sqlstate.h"

#include <doctest/doctest.h>

namespace greycache {

using Kind = StoreError::Kind;

TEST_CASE("errors of the connection and of the server's state are unavailable") {
  CHECK(kind_of_sqlstate("") == Kind::unavailable);
  CHECK(kind_of_sqlstate("08006") == Kind::unavailable);
  CHECK(kind_of_sqlstate("57P01") == Kind::unavailable);  // admin_shutdown
  CHECK(kind_of_sqlstate("57P03") == Kind::unavailable);  // cannot_connect_now
}

TEST_CASE("what passes by itself is contention") {
  CHECK(kind_of_sqlstate("40001") == Kind::contention);
  CHECK(kind_of_sqlstate("40P01") == Kind::contention);
  CHECK(kind_of_sqlstate("53300") == Kind::contention);
  CHECK(kind_of_sqlstate("55P03") == Kind::contention);
  CHECK(kind_of_sqlstate("57014") == Kind::contention);
}

TEST_CASE("a standby and a full disk are read_only") {
  CHECK(kind_of_sqlstate("25006") == Kind::read_only);
  CHECK(kind_of_sqlstate("53100") == Kind::read_only);
}

TEST_CASE("errors of the data are data") {
  CHECK(kind_of_sqlstate("22021") == Kind::data);
  CHECK(kind_of_sqlstate("23514") == Kind::data);
  CHECK(kind_of_sqlstate("54000") == Kind::data);
}

TEST_CASE("what an administrator has to mend is refused, and so is the unknown") {
  CHECK(kind_of_sqlstate("28P01") == Kind::refused);
  CHECK(kind_of_sqlstate("42501") == Kind::refused);
  CHECK(kind_of_sqlstate("42P01") == Kind::refused);
  CHECK(kind_of_sqlstate("3D000") == Kind::refused);
  CHECK(kind_of_sqlstate("3F000") == Kind::refused);
  CHECK(kind_of_sqlstate("57P04") == Kind::refused);
  CHECK(kind_of_sqlstate("XX001") == Kind::refused);
}

TEST_CASE("the SQLSTATE is found in a verbose message, the last one where there are several") {
  CHECK(sqlstate_in("connection to server failed: FATAL:  28P01: password authentication failed\n"
                    "LOCATION:  auth_failed, auth.c:338\n") == "28P01");
  CHECK(sqlstate_in("a failed: FATAL:  28000: no entry\nb failed: FATAL:  57P03: starting up\n") ==
        "57P03");
}

TEST_CASE("a message without SQLSTATE has none") {
  CHECK(sqlstate_in("").empty());
  CHECK(sqlstate_in("connection refused\n\tIs the server running?").empty());
  CHECK(sqlstate_in("FATAL:  password authentication failed").empty());
  CHECK(sqlstate_in("FATAL:  28P01").empty());
  CHECK(sqlstate_in(":  ").empty());
}

}  // namespace greycache
