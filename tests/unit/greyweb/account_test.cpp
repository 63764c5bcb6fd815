// The files of accounts, passwords and tokens.
#include "greyweb/account/account.h"

#include <doctest/doctest.h>

#include "greyweb/account/password.h"

namespace greycache::web::account_test {

namespace {

// 43 characters, as SHA-256 and yescrypt have them.
const std::string kDigest(43, 'b');
const std::string kHash = "$y$j9T$salt$" + kDigest;

}  // namespace

TEST_CASE("accounts are read as they are written") {
  const std::vector<Account> accounts{
      {"root", Role::admin, "", kHash},
      {"carl@x", Role::keeper, "customer.example", "$5$salt$" + kDigest}};
  const auto read = parse_accounts(accounts_text(accounts));
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  CHECK((*read)[1].name == "carl@x");
  CHECK((*read)[1].role == Role::keeper);
  CHECK((*read)[1].domain == "customer.example");
  CHECK((*read)[1].hash == "$5$salt$" + kDigest);
}

TEST_CASE("a file that is wrong in one line lets nobody in") {
  const std::string good = "ok:viewer::" + kHash + "\n";
  CHECK(parse_accounts("# comment\n\n" + good + "  "));
  for (const std::string line :
       {"root:admin:", "root:king::HASH", "Root:admin::HASH", ":admin::HASH", "root:admin::plain",
        "root:admin:-x:HASH", "root:admin::$", "ok:viewer::HASH"}) {
    CAPTURE(line);
    const std::size_t at = line.find("HASH");
    const auto read =
        parse_accounts(good + line.substr(0, at) + (at < line.size() ? kHash : "") + "\n");
    REQUIRE_FALSE(read);
    CHECK(read.error().starts_with("line 2 "));
  }
}

TEST_CASE("a file that was cut is wrong in its last line") {
  const std::string whole = accounts_text({{"root", Role::admin, "", kHash}});
  for (std::size_t end = 1; end < whole.size(); ++end) {
    const std::string cut = whole.substr(0, end);
    CAPTURE(cut);
    // Behind a whole line nothing tells.
    CHECK(parse_accounts(cut).has_value() == (cut.back() == '\n'));
  }
  CHECK(parse_accounts(whole.substr(0, whole.size() - 1)).error().starts_with("line 3 has no end"));
}

TEST_CASE("a hash has what its method makes") {
  const auto takes = [](const std::string& hash) {
    return parse_accounts("root:admin::" + hash + "\n").has_value();
  };
  CHECK(takes("$6$salt$" + std::string(86, 'a')));
  CHECK(takes("$2b$05$" + std::string(53, '.')));
  CHECK_FALSE(takes(kHash.substr(0, kHash.size() - 1)));
  CHECK_FALSE(takes(kHash + "b"));
  CHECK_FALSE(takes("$zz$salt$" + kDigest));
  CHECK_FALSE(takes("$5$salt$" + kDigest.substr(1) + "!"));
  CHECK(takes(*hash_password("correct horse")));
  CHECK(takes(*hash_secret("a secret")));
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

}  // namespace greycache::web::account_test
