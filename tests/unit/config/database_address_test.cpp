// Passwords in libpq connection strings.
#include "greycache/config/database_address.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("passwords in keyword strings are masked, quoted or not") {
  CHECK(masked_database_address("host=db password=geheim user=u") == "host=db password=*** user=u");
  CHECK(masked_database_address("password = 'ge\\'he im' user=u") == "password = *** user=u");
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
  CHECK(masked_database_address("postgresql://u@db1:5432/grey?application_name=b:c@d") ==
        "postgresql://u@db1:5432/grey?application_name=b:c@d");
  CHECK(masked_database_address("postgresql://db1:5432/grey") == "postgresql://db1:5432/grey");
}

TEST_CASE("every secret is masked, however many there are and however they are written") {
  CHECK(masked_database_address("sslpassword=a password=b") == "sslpassword=*** password=***");
  CHECK(masked_database_address("postgresql://u:c@h/g?sslpassword=a&password=b&port=1") ==
        "postgresql://u:***@h/g?sslpassword=***&password=***&port=1");
  CHECK(masked_database_address("postgresql://h/g?pass%77ord=b") ==
        "postgresql://h/g?pass%77ord=***");
  CHECK(masked_database_address("postgresql://h?password=b") == "postgresql://h?password=***");
  CHECK(masked_database_address("postgresql://h/g?password=") == "postgresql://h/g?password=***");
  // libpq lets a password hold what elsewhere begins the parameters.
  CHECK(masked_database_address("postgresql://u:a?b@h/g") == "postgresql://u:***@h/g");
  CHECK(masked_database_address("postgresql://u@h?user=a@b&password=c") ==
        "postgresql://u@h?user=a@b&password=***");
  CHECK(masked_database_address("postgresql:///g?host=/run/p") == "postgresql:///g?host=/run/p");
}

TEST_CASE("a value whose keyword is not known may be a password") {
  CHECK(masked_database_address("PASSWORD=geheim user=u") == "PASSWORD=*** user=u");
  CHECK(masked_database_address("pasword = 'ge heim' dbname=g") == "pasword = *** dbname=g");
  CHECK(masked_database_address("oauth_client_secret=a scram_client_key=b") ==
        "oauth_client_secret=*** scram_client_key=***");
  CHECK(masked_database_address("postgresql://h/g?Password=b&ssl=true") ==
        "postgresql://h/g?Password=***&ssl=true");
}

TEST_CASE(
    "of what libpq would read otherwise than it is meant nothing is shown, and it is refused") {
  for (const char* text :
       {"postgresql://u:ge/heim@h/grey", "postgresql://u:ge@heim@h/grey",
        "postgresql://u:ge?he/im@h/grey", "postgresql://u:geheim/grey", "postgresql://h/ge@heim",
        "postgresql://h/g?geheim", "postgresql://[::1/geheim", "password=ge heim host=h",
        "host=h password='geheim", "password=geheim host", "password='ge'heim host=h"}) {
    CAPTURE(text);
    CHECK(masked_database_address(text) == "***");
    const std::string wrong = check_database_address(text);
    CHECK_FALSE(wrong.empty());
    CHECK(wrong.find("heim") == std::string::npos);
  }
}

TEST_CASE("what libpq takes is taken") {
  for (const char* text :
       {"postgresql://", "postgresql:///grey", "postgresql://[::1]:5432,db2:,db3/grey?",
        "postgresql://u:ge%2Fhe%40im@%2Frun%2Fpostgresql/a/b", "postgresql://h?ssl=true&",
        "host = 'a'user=b\tport=5432", "password=a://b", "password= user=x"}) {
    CAPTURE(text);
    CHECK(check_database_address(text) == "");
  }
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
