// A MySQL database as a URI.
#include "greyctl/moving/mysql/mysql_uri.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("all parts of a URI") {
  const auto address = parse_mysql_uri("mysql://us%40er:pa%3ass@db1:3307/grey?socket=/run/my.sock");
  REQUIRE(address);
  CHECK(address->user == "us@er");
  CHECK(address->password == "pa:ss");
  CHECK(address->host == "db1");
  CHECK(address->port == 3307);
  CHECK(address->database == "grey");
  CHECK(address->socket == "/run/my.sock");
}

TEST_CASE("all but the database may be left out") {
  const auto address = parse_mysql_uri("mariadb:///grey");
  REQUIRE(address);
  CHECK(address->host.empty());
  CHECK(address->port == 0);
  CHECK(address->user.empty());
  CHECK(address->database == "grey");
}

TEST_CASE("an address of IPv6 stands in brackets") {
  const auto address = parse_mysql_uri("mysql://u:p@[2001:db8::1]:3307/grey");
  REQUIRE(address);
  CHECK(address->host == "2001:db8::1");
  CHECK(address->port == 3307);
  const auto without_port = parse_mysql_uri("mysql://[::1]/grey");
  REQUIRE(without_port);
  CHECK(without_port->host == "::1");
  CHECK(without_port->port == 0);
}

TEST_CASE("what a password holds is not taken for a host or a database") {
  for (const char* uri : {"mysql://u:S3@cr3t@host/grey", "mysql://u:3/cr3t@host/grey",
                          "mysql://u:S3/cr3t@host/grey"}) {
    CAPTURE(uri);
    CHECK_FALSE(parse_mysql_uri(uri));
  }
}

TEST_CASE("what is no such URI") {
  for (const char* uri : {"", "mysql:", "mysql:grey", "mysql://host", "mysql://host/", "pg://h/d",
                          "mysql://host:x/grey", "mysql://host:65536/grey", "mysql://h/g?ssl=1",
                          "mysql://[::1/grey", "mysql://[::1]3306/grey", "mysql://[::1]:x/grey"}) {
    CAPTURE(uri);
    CHECK_FALSE(parse_mysql_uri(uri));
  }
}

}  // namespace greycache
