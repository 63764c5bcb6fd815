// Shows which lines of whitelists take in strangers.
#include "greycache/config/lists/wide_entries.h"

#include <doctest/doctest.h>

#include <map>

#include "greycache/config/lists/names_of_nobody.h"
#include "greycache/policy/lists/smart_patterns.h"
#include "tests/unit/shipped_lists.h"

namespace greycache {

namespace {

constexpr auto kAdministrator = ListWriter::administrator;
constexpr auto kStranger = ListWriter::stranger;

const SuffixList& suffixes() {
  static const SuffixList kSuffixes = SuffixList::built_in();
  return kSuffixes;
}

std::string of_network(std::string_view text, ListWriter writer) {
  ListComplaints none("");
  return excess_of(parse_client_addresses(text, none), writer, suffixes());
}

std::string of_name(std::string_view text, ListWriter writer = kStranger) {
  ListComplaints none("");
  return excess_of(parse_client_names(text, none), writer, suffixes());
}

std::string of_address(std::string_view text) {
  ListComplaints none("");
  return excess_of(parse_address_entries(text, Addressee::sender, none), suffixes());
}

}  // namespace

TEST_CASE("networks as wide as a registry gives them are narrow, wider ones are not") {
  for (const ListWriter writer : {kAdministrator, kStranger}) {
    CHECK(of_network("192.0.0.0/12\n2001:db8::/32\n192.0.2.1\n", writer).empty());
    CHECK(of_network("192.0.0.0/11", writer) == "a network wider than a /12");
    CHECK(of_network("2001:db8::/31", writer) == "a network wider than a /32");
    CHECK(of_network("2000::/12", writer) == "a network wider than a /32");
    CHECK(of_network("192.0.2.1\n::/0", writer) == "a network wider than a /32");
  }
}

TEST_CASE("private networks may be wide in the administrator's list only") {
  for (const char* network : {"10.0.0.0/8", "127.0.0.0/8", "fd00::/8", "fc00::/7", "fe80::/10"}) {
    CAPTURE(network);
    CHECK(of_network(network, kAdministrator).empty());
    CHECK_FALSE(of_network(network, kStranger).empty());
  }
  CHECK_FALSE(of_network("10.0.0.0/7", kAdministrator).empty());
}

TEST_CASE("domains below which are strangers are wide") {
  CHECK(of_name("*.example.com\n*.example.co.uk\n*.www.ck").empty());
  CHECK(of_name("*.com") == "a whole top-level domain");
  CHECK(of_name("*.co.uk") == "a whole public suffix, below which are strangers");
  CHECK_FALSE(of_name("*.github.io").empty());
  CHECK(of_name("*.lan", kAdministrator).empty());
  CHECK_FALSE(of_name("*.lan", kStranger).empty());
  CHECK_FALSE(of_name("*.com", kAdministrator).empty());
}

TEST_CASE("a pattern that names of anybody fit is wide, whatever it looks for") {
  for (const char* pattern : {"/./",
                              "/\\./",
                              "/[.]/",
                              "/e/",
                              "/q/",
                              "/[0-9]/",
                              "/\\.com$/",
                              "/com$/",
                              "/\\.co\\.uk$/",
                              "/\\.(?:net|org)$/",
                              "/^mail\\./",
                              "/^mail[0-9]+\\./",
                              "/^(mx|smtp)/",
                              "/a$/",
                              "/^[^z]/",
                              "/^.{9,}$/",
                              "/^(?!evil)/",
                              "/-/",
                              "/^mx1?\\.[a-z]+\\.de$/",
                              "/\\.[a-z]{2}$/"}) {
    CAPTURE(pattern);
    CHECK(of_name(pattern).find("names of anybody") != std::string::npos);
  }
}

TEST_CASE("a pattern below a public suffix is wide, also where mail seldom comes from there") {
  CHECK(of_name("/\\.com\\.pl$/").starts_with("names of anybody below com.pl"));
  CHECK(of_name("/^mail\\.[a-z]+\\.github\\.io$/").starts_with("names of anybody below github.io"));
  CHECK(of_name("/\\.museum$/").starts_with("names of anybody below museum"));
}

TEST_CASE("a pattern of one organisation is narrow") {
  for (const char* pattern : {"/\\.example\\.com$/", "/^mail[0-9]+\\.example\\.(?:com|net)$/",
                              "/google\\.com$/", "/^mx[0-9]*\\.maple\\.co\\.uk$/", "/^(a+)+$/"}) {
    CAPTURE(pattern);
    CHECK(of_name(pattern).empty());
  }
}

TEST_CASE("a pattern that clients without a verified name fit is wide") {
  for (const char* pattern : {"/^unknown$/", "/unknown/", "/^[a-z]+$/", "/^[^.]*$/"}) {
    CAPTURE(pattern);
    CHECK(of_name(pattern, kAdministrator) == "clients without a verified name");
  }
  CHECK(of_name("/^unknown\\.example\\.com$/").empty());
}

TEST_CASE("no line of the shipped lists is wide") {
  CHECK(of_name(shipped_list("clients_fqdn_whitelist")).empty());
  CHECK(of_network(shipped_list("clients_ip_whitelist"), kStranger).empty());
  CHECK(of_address(shipped_list("recipients_whitelist")).empty());
  CHECK(excess_of_pattern(SmartPatterns::counting_line(shipped_list("smtp_server.regexp")).text)
            .empty());
  CHECK(excess_of_pattern(SmartPatterns::counting_line(shipped_list("dyn_fqdn.regexp")).text)
            .empty());
}

TEST_CASE("addresses may be of one user anywhere, and not of anybody") {
  CHECK(of_address("postmaster@\n@shop.example\n/^mail@/\n/@shop\\.example$/\n").empty());
  CHECK(of_address("@com") == "a whole top-level domain");
  CHECK(of_address("@co.uk require = organisation").starts_with("a whole public suffix"));
  CHECK(of_address("/@/") == "addresses of anybody");
  for (const char* pattern : {"/\\.com$/", "/\\.(com)$/", "/\\.(com|net|org)$/", "/\\.(de|at|ch)$/",
                              "/\\.com$|\\.net$/", "/\\.c.m$/", "/\\.(com|de)/", "/@.*\\.com/"}) {
    CAPTURE(pattern);
    CHECK(of_address(pattern) == "addresses of anybody");
  }
  CHECK(of_address("/^news@/\n/@(shop|store)\\.example\\.com$/").empty());
  CHECK(of_address("/\\.com\\.pl$/") == "addresses of anybody below com.pl");
  CHECK(of_address("/^$/") == "the empty address, which is the sender of all bounces");
  CHECK(of_address("/^[a-z0-9-]+@.*[.]/ require = organisation") == "addresses of anybody");
}

TEST_CASE("the one pattern of a file is wide where nearly any name fits") {
  CHECK(excess_of_pattern("[.]") == "nearly any name");
  CHECK(excess_of_pattern("[0-9]").empty());
  CHECK(excess_of_pattern("").empty());
  CHECK(excess_of_pattern("(").empty());
}

TEST_CASE("wide lines are named, at most twenty, and patterns that no list holds are not tried") {
  std::string text = "# any\n/a/\n";
  for (int i = 0; i < 999; ++i) text += "/^x$/\n";
  for (int i = 0; i < 21; ++i) text += "*.com\n";
  text += "/b/\n";
  const auto lines = list_lines(text);
  const auto told = wide_lines("some_list", lines, [](auto line) { return of_name(line); });
  REQUIRE(told.size() == 21);
  CHECK(told.front().starts_with("some_list:2: /a/ takes in names of anybody"));
  CHECK(told[19] == "some_list:1020: *.com takes in a whole top-level domain");
  CHECK(told.back() == "some_list: 2 more lines take in too much");
}

TEST_CASE("of the names of nobody each kind of host and each top-level domain is many") {
  const auto names = names_of_nobody();
  std::map<std::string_view, std::size_t> tops;
  std::map<std::string_view, std::size_t> hosts;
  for (const NameOfNobody& each : names) {
    ++tops[each.top];
    ++hosts[std::string_view(each.host).substr(0, each.host.find('.'))];
  }
  for (const auto& counts : {tops, hosts}) {
    for (const auto& [word, count] : counts) {
      CAPTURE(word);
      CHECK(count * 100 > names.size());
    }
  }
}

}  // namespace greycache
