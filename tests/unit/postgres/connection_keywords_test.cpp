// The `database` setting becomes one set of libpq's keywords a host.
#include "greycache/postgres/connection_keywords.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

std::vector<ConnectionKeywords> keywords_of(const std::string& database,
                                            const std::string& password = "") {
  PostgresSettings settings;
  settings.database = database;
  settings.password = password;
  const auto keywords = connection_keywords(settings);
  REQUIRE(keywords.has_value());
  return *keywords;
}

bool is_refused(const std::string& database) {
  PostgresSettings settings;
  settings.database = database;
  return !connection_keywords(settings).has_value();
}

}  // namespace

TEST_CASE("a URI is taken apart and our keywords are added") {
  const auto keywords = keywords_of("postgresql://user@db.example:5433/grey?sslmode=verify-full");
  REQUIRE(keywords.size() == 1);
  CHECK(keywords[0].at("host") == "db.example");
  CHECK(keywords[0].at("port") == "5433");
  CHECK(keywords[0].at("user") == "user");
  CHECK(keywords[0].at("dbname") == "grey");
  CHECK(keywords[0].at("sslmode") == "verify-full");
  CHECK(keywords[0].at("application_name") == "greycache");
  CHECK(keywords[0].at("keepalives") == "1");
  CHECK(keywords[0].at("tcp_user_timeout") == "10000");
  CHECK(keywords[0].at("client_encoding") == "SQL_ASCII");
}

TEST_CASE("the setting overrides what it may, but not the encoding") {
  const auto keywords =
      keywords_of("dbname=grey application_name=mx1 keepalives_idle=5 client_encoding=LATIN1");
  CHECK(keywords[0].at("application_name") == "mx1");
  CHECK(keywords[0].at("keepalives_idle") == "5");
  CHECK(keywords[0].at("client_encoding") == "SQL_ASCII");
  CHECK(keywords[0].count("host") == 0);
}

TEST_CASE("the password is read anew for each connection") {
  PostgresSettings settings;
  settings.database = "postgresql://u@h/d";
  settings.password = "old";
  settings.read_password = [] { return std::string("corrected"); };
  CHECK((*connection_keywords(settings))[0].at("password") == "corrected");
}

TEST_CASE("the password of the settings replaces the one of the URI") {
  CHECK(keywords_of("postgresql://u:old@h/d")[0].at("password") == "old");
  CHECK(keywords_of("postgresql://u:old@h/d", "new")[0].at("password") == "new");
  CHECK(keywords_of("postgresql://u@h/d")[0].count("password") == 0);
}

TEST_CASE("several hosts are several sets, each with its port") {
  const auto keywords = keywords_of(
      "postgresql://a.example:5432,b.example:6000/grey?target_session_attrs=read-write");
  REQUIRE(keywords.size() == 2);
  CHECK(keywords[0].at("host") == "a.example");
  CHECK(keywords[0].at("port") == "5432");
  CHECK(keywords[1].at("host") == "b.example");
  CHECK(keywords[1].at("port") == "6000");
  CHECK(keywords[1].at("target_session_attrs") == "read-write");
}

TEST_CASE("one port serves all hosts; another number of ports is refused") {
  const auto keywords = keywords_of("host=a,b,c port=6000 hostaddr=192.0.2.1,192.0.2.2,192.0.2.3");
  REQUIRE(keywords.size() == 3);
  CHECK(keywords[2].at("host") == "c");
  CHECK(keywords[2].at("hostaddr") == "192.0.2.3");
  CHECK(keywords[2].at("port") == "6000");
  CHECK(is_refused("host=a,b,c port=1,2"));
  CHECK(is_refused("host=a port=1,2"));
}

TEST_CASE("what is no libpq setting is refused and not quoted") {
  CHECK(is_refused("greycache"));
  CHECK(is_refused("postgresql://h:x%zz/"));
  CHECK(is_refused("nonsense=1"));
  PostgresSettings settings;
  settings.database = "password=secret' host";
  CHECK(connection_keywords(settings).error().find("secret") == std::string::npos);
}

}  // namespace greycache
