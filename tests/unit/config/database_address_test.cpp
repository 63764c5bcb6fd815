// Passwords in libpq connection strings.
#include "greycache/config/database_address.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("passwords in keyword strings are masked, quoted or not") {
  CHECK(masked_database_address("host=db password=geheim user=u") == "host=db password=*** user=u");
  CHECK(masked_database_address("password = 'ge\\'he im' user=u") == "password = *** user=u");
  CHECK(masked_database_address("password='never closed") == "password=***");
  CHECK(masked_database_address("password=ge\\ heim user=u") == "password=*** user=u");
  CHECK(masked_database_address("host='password=x' user=u") == "host='password=x' user=u");
  CHECK(masked_database_address("dbname=grey") == "dbname=grey");
  CHECK(masked_database_address("password=") == "password=***");
}

TEST_CASE("passwords in URIs are masked, in the front and in the parameters") {
  CHECK(masked_database_address("postgresql://u:geheim@db1,db2/grey") ==
        "postgresql://u:***@db1,db2/grey");
  CHECK(masked_database_address("postgres://u@db1/grey?password=geheim&sslmode=require") ==
        "postgres://u@db1/grey?password=***&sslmode=require");
  CHECK(masked_database_address("postgresql://u@db1:5432/grey?a=b:c@d") ==
        "postgresql://u@db1:5432/grey?a=b:c@d");
  CHECK(masked_database_address("postgresql://db1:5432/grey") == "postgresql://db1:5432/grey");
}

TEST_CASE("what is no connection string is refused") {
  CHECK(check_database_address("dbname=grey").empty());
  CHECK(check_database_address("postgresql://u@h/grey").empty());
  CHECK(check_database_address("postgres://u:p@h/grey").empty());
  for (const std::string text : {"", "greycache", "mysql://u@h/grey", "dbname=grey password=***",
                                 "postgresql://u:***@h/grey"}) {
    CAPTURE(text);
    CHECK_FALSE(check_database_address(text).empty());
  }
}

TEST_CASE("keywords are quoted as libpq reads them") {
  std::string keywords;
  append_keyword(keywords, "dbname", "grey");
  append_keyword(keywords, "password", "it's a \\");
  CHECK(keywords == "dbname='grey' password='it\\'s a \\\\'");
  CHECK(masked_database_address(keywords) == "dbname='grey' password=***");
}
