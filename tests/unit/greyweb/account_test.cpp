// The files of accounts, passwords and tokens.
#include "greyweb/account/account.h"

#include <doctest/doctest.h>

#include "greyweb/account/password.h"

namespace greycache::web {

TEST_CASE("accounts are read as they are written") {
  const std::vector<Account> accounts{{"root", Role::admin, "", "$y$j9T$a$b"},
                                      {"carl@x", Role::keeper, "customer.example", "$5$a$b"}};
  const auto read = parse_accounts(accounts_text(accounts));
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  CHECK((*read)[1].name == "carl@x");
  CHECK((*read)[1].role == Role::keeper);
  CHECK((*read)[1].domain == "customer.example");
  CHECK((*read)[1].hash == "$5$a$b");
}

TEST_CASE("a file that is wrong in one line lets nobody in") {
  for (const char* const line :
       {"root:admin:", "root:king::$y$a", "Root:admin::$y$a", ":admin::$y$a", "root:admin::plain",
        "root:admin:-x:$y$a", "root:admin::$", "a:viewer::$y$a\na:viewer::$y$a"}) {
    CAPTURE(line);
    CHECK_FALSE(parse_accounts(std::string("ok:viewer::$y$a\n") + line));
  }
  CHECK(parse_accounts("# comment\n\nok:viewer::$y$a\n"));
}

TEST_CASE("names are short and plain") {
  CHECK(is_account_name("a"));
  CHECK(is_account_name(std::string(64, 'a')));
  CHECK_FALSE(is_account_name(std::string(65, 'a')));
  CHECK_FALSE(is_account_name(""));
  CHECK_FALSE(is_account_name(".a"));
  CHECK_FALSE(is_account_name("a:b"));
}

TEST_CASE("a password matches its own hash only") {
  const auto hash = hash_password("correct horse");
  REQUIRE(hash);
  CHECK(hash->starts_with("$y$"));
  CHECK(matches_hash("correct horse", *hash));
  CHECK_FALSE(matches_hash("correct horsf", *hash));
  CHECK_FALSE(matches_hash("", *hash));
  CHECK_FALSE(matches_hash("correct horse", "*"));
  CHECK_FALSE(matches_hash("correct horse", ""));
}

TEST_CASE("passwords have from 10 to 200 bytes") {
  CHECK_FALSE(hash_password(std::string(9, 'a')));
  CHECK(hash_password(std::string(10, 'a')));
  CHECK(hash_password(std::string(200, 'a')));
  CHECK_FALSE(hash_password(std::string(201, 'a')));
  CHECK_FALSE(hash_password(std::string("0123456789\0x", 12)));
}

}  // namespace greycache::web
