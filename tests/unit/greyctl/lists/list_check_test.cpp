// Shows which lines an operator is told to hold a client.
#include "greyctl/lists/list_check.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/temporary_directory.h"

namespace greycache::list_check_test {

namespace {

struct ConfDir {
  TemporaryDirectory directory;
  Settings settings;

  ConfDir() {
    settings.conf_dir = directory.path();
    settings.greymethod = GreyMethod::smart;
    directory.write("clients_ip_whitelist", "# ours\n192.0.2.0/24\n");
    directory.write("clients_fqdn_whitelist", "*.pool.example\n");
    directory.write("smtp_server.regexp", "^mx\\.");
    directory.write("dyn_fqdn.regexp", "\n^dsl\\.|mx");
    directory.write("discrimination.regexp",
                    "client_name =~ ^dsl\nsender =~ .\nclient_address =~ ^192\n");
  }

  std::string said(const std::vector<std::string>& words) const {
    const auto check = check_lists(settings, words);
    return check ? list_check_text(*check) : "error: " + check.error();
  }
};

}  // namespace

TEST_CASE("the lines of whitelists that hold an address or a name are told") {
  const ConfDir conf;
  CHECK(conf.said({"192.0.2.255", "OUT.pool.example."}) ==
        "clients_ip_whitelist:2: 192.0.2.0/24\n    whitelisted, and not greylisted\n"
        "clients_fqdn_whitelist:1: *.pool.example\n    whitelisted, and not greylisted\n"
        "discrimination.regexp:3: client_address =~ ^192\n"
        "    not asked: discrimination is off\n");
  CHECK(conf.said({"out.pool.example"}) ==
        "clients_fqdn_whitelist:1: *.pool.example\n    whitelisted, and not greylisted\n");
}

TEST_CASE("a client that no line holds is on no list") {
  const ConfDir conf;
  CHECK(conf.said({"198.51.100.1", "a.example"}) == "on no list\n");
  CHECK(conf.said({"2001:db8::1"}) == "on no list\n");
}

TEST_CASE("the patterns of a name are told, and which of them outweighs") {
  ConfDir conf;
  CHECK(conf.said({"dsl.isp.example"}) ==
        "dyn_fqdn.regexp:2: ^dsl\\.|mx\n    a customer's machine: known by its address only\n"
        "discrimination.regexp:1: client_name =~ ^dsl\n    not asked: discrimination is off\n");
  CHECK(conf.said({"mx.isp.example"}) ==
        "smtp_server.regexp:1: ^mx\\.\n    a mail server's name\n"
        "dyn_fqdn.regexp:2: ^dsl\\.|mx\n"
        "    a customer's machine, but for smtp_server.regexp, which outweighs\n");
  conf.settings.greymethod = GreyMethod::full;
  CHECK(conf.said({"mx.isp.example"}) ==
        "smtp_server.regexp:1: ^mx\\.\n    not asked: greymethod is full\n"
        "dyn_fqdn.regexp:2: ^dsl\\.|mx\n    not asked: greymethod is full\n");
}

TEST_CASE("a mail address is looked for as a recipient and as a sender") {
  const ConfDir conf;
  conf.directory.write("recipients_whitelist", "postmaster@\n");
  conf.directory.write("senders_whitelist.local", "# ours\n@shop.example\n");
  CHECK(conf.said({"Postmaster@shop.example"}) ==
        "recipients_whitelist:1: postmaster@\n"
        "    whitelisted as a recipient, and not greylisted\n"
        "senders_whitelist.local:2: @shop.example\n"
        "    whitelisted as a sender, and not greylisted\n");
  CHECK(conf.said({"bob@other.example"}) == "on no list\n");
}

TEST_CASE("of a line that requires the organisation it is told whether it counts for the client") {
  const ConfDir conf;
  conf.directory.write("senders_whitelist.local", "@shop.example require = organisation\n");
  const std::string line =
      "senders_whitelist.local:1: @shop.example require = organisation\n"
      "    whitelisted as a sender, and not greylisted, where the client's organisation is the "
      "sender's";
  CHECK(conf.said({"a@shop.example"}) == line + "\n");
  CHECK(conf.said({"a@shop.example", "198.51.100.7", "out.shop.example"}) ==
        line + ", as it is here\n");
  CHECK(conf.said({"a@shop.example", "198.51.100.7", "out.spam.example"}) ==
        line + ", which it is not here\n");
  const auto check =
      check_lists(conf.settings, {"a@shop.example", "198.51.100.7", "out.spam.example"});
  REQUIRE(check->matches.size() == 1);
  CHECK_FALSE(check->matches[0].counts);
}

TEST_CASE("a rule of discrimination is told with its number where rules are asked") {
  ConfDir conf;
  conf.settings.discrimination = true;
  CHECK(conf.said({"192.168.0.1"}) ==
        "discrimination.regexp:3: client_address =~ ^192\n"
        "    rule 3: suspicious, and greylisted\n");
}

TEST_CASE("a pattern that is as shipped has no line") {
  const ConfDir conf;
  std::filesystem::remove(conf.directory.file("dyn_fqdn.regexp"));
  CHECK(conf.said({"adsl-1.isp.example"}).find("dyn_fqdn.regexp (as shipped)\n") !=
        std::string::npos);
}

TEST_CASE("what is wrong in a list is told, and the rest holds") {
  const ConfDir conf;
  conf.directory.write("clients_ip_whitelist.local", "nonsense\n203.0.113.1\n");
  const std::string said = conf.said({"203.0.113.1"});
  CHECK(said.find("(clients_ip_whitelist.local:1: \"nonsense\" is no address") == 0);
  CHECK(said.find("clients_ip_whitelist.local:2: 203.0.113.1\n") != std::string::npos);
}

TEST_CASE("a list that cannot be read is told") {
  const ConfDir conf;
  std::filesystem::create_directory(conf.directory.file("clients_ip_whitelist.local"));
  const auto check = check_lists(conf.settings, {"192.0.2.1"});
  REQUIRE(check.has_value());
  CHECK_FALSE(check->readable);
  CHECK(check->matches.size() == 2);
}

TEST_CASE("what is neither client nor mail address is refused, and so are two of a kind") {
  const ConfDir conf;
  for (const char* word : {"", "192.0.2.0/24", "192.0.2", "a b", "@", "a/b"}) {
    CAPTURE(word);
    CHECK(conf.said({word}).find("' is on no list, or one of a kind too many; write an ADDRESS") !=
          std::string::npos);
  }
  CHECK(conf.said({"192.0.2.1", "192.0.2.2"}).find("'192.0.2.2' is on no list") !=
        std::string::npos);
  CHECK(conf.said({"a.example", "b.example"}).find("'b.example' is on no list") !=
        std::string::npos);
}

TEST_CASE("as JSON each match has its list and line") {
  const ConfDir conf;
  std::filesystem::remove(conf.directory.file("dyn_fqdn.regexp"));
  const auto check = check_lists(conf.settings, {"192.0.2.7", "adsl-1.isp.example"});
  REQUIRE(check.has_value());
  const auto json = nlohmann::json::parse(list_check_json(*check));
  const auto& matches = json.at("matches");
  REQUIRE(matches.size() == 3);
  CHECK(matches[0].at("list") == "clients_ip_whitelist");
  CHECK(matches[0].at("line") == 2);
  CHECK(matches[0].at("text") == "192.0.2.0/24");
  CHECK(matches[0].at("counts") == true);
  CHECK(matches[1].at("list") == "dyn_fqdn.regexp");
  CHECK(matches[1].at("line").is_null());
  CHECK(matches[2].at("counts") == false);
  CHECK(json.at("complaints").size() == 1);
}

}  // namespace greycache::list_check_test
