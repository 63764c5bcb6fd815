// Shows which clients the whitelists hold: SQLgrey's formats by address and by name.
#include "greycache/policy/lists/client_whitelist.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <string>
#include <utility>

#include "tests/unit/kept_log.h"

namespace greycache {

namespace {

struct Listed {
  ClientWhitelist whitelist;
  std::vector<std::string> complaints;

  bool address(const char* text) const { return whitelist.holds(text, "unknown"); }
  bool name(const char* text) const { return whitelist.holds("203.0.113.1", text); }
};

Listed addresses(std::string_view text) {
  ListComplaints complaints("clients_ip_whitelist");
  const std::vector<ClientEntries> lists{parse_client_addresses(text, complaints)};
  return {ClientWhitelist(lists), complaints.sentences()};
}

Listed names(std::string_view text) {
  ListComplaints complaints("clients_fqdn_whitelist");
  const std::vector<ClientEntries> lists{parse_client_names(text, complaints)};
  return {ClientWhitelist(lists), complaints.sentences()};
}

}  // namespace

TEST_CASE("three octets are a /24") {
  const Listed listed = addresses("10.1.2\n");
  CHECK(listed.complaints.empty());
  CHECK(listed.address("10.1.2.0"));
  CHECK(listed.address("10.1.2.200"));
  CHECK_FALSE(listed.address("10.1.3.1"));
  CHECK_FALSE(listed.address("10.1.1.255"));
}

TEST_CASE("networks may be short and may have blanks anywhere") {
  const Listed listed = addresses("10.4/16\n10.9.0.0 /16\n 10.5.5.5 \t# comment\n");
  CHECK(listed.complaints.empty());
  CHECK(listed.address("10.4.9.9"));
  CHECK(listed.address("10.9.1.1"));
  CHECK(listed.address("10.5.5.5"));
  CHECK_FALSE(listed.address("10.5.5.6"));
}

TEST_CASE("lines that are no network are complained of and the others hold") {
  const Listed listed = addresses(
      "10.6\n10.7.0.0/33\n10.8.0.0/255.255.0.0\nmx.example.com\n"
      "1.2.3.4.5\n300.1.1.1\n11\n2001:db8::/129\n10.1.1.1\n");
  REQUIRE(listed.complaints.size() == 8);
  CHECK(listed.complaints[0] ==
        "clients_ip_whitelist:1: \"10.6\" is no address or network; write 192.0.2.1, 192.0.2, "
        "192.0.2.0/24, 2001:db8::1 or 2001:db8::/32");
  CHECK_FALSE(listed.address("10.6.0.1"));
  CHECK_FALSE(listed.address("10.7.0.1"));
  CHECK_FALSE(listed.address("10.8.0.1"));
  CHECK_FALSE(listed.address("44.1.1.1"));
  CHECK(listed.address("10.1.1.1"));
}

TEST_CASE("IPv6 addresses and networks are found in every spelling") {
  const Listed listed = addresses("2001:db8:1::/48\n2001:db8:2::5\n::1\n2001:DB8:3::5\n");
  CHECK(listed.complaints.empty());
  CHECK(listed.address("2001:db8:1:ffff::1"));
  CHECK_FALSE(listed.address("2001:db8:4::1"));
  CHECK(listed.address("2001:db8:2:0:0:0:0:5"));
  CHECK(listed.address("2001:DB8:2::5"));
  CHECK(listed.address("2001:db8:3::5"));
  CHECK(listed.address("::1"));
}

TEST_CASE("an IPv4-mapped address is the IPv4 address") {
  const Listed listed = addresses("10.0.0.1\n");
  CHECK(listed.address("::ffff:10.0.0.1"));
  CHECK_FALSE(listed.address("::ffff:10.0.0.2"));
}

TEST_CASE("what is no address is on no address list") {
  const Listed listed = addresses("0.0.0.0/0\n::/0\n");
  CHECK(listed.address("192.0.2.1"));
  CHECK_FALSE(listed.address("unknown"));
  CHECK_FALSE(listed.address(""));
}

TEST_CASE("a name is that name only, whatever its case") {
  const Listed listed = names("host.example.com\nBig.Example.COM\n");
  CHECK(listed.name("host.example.com"));
  CHECK(listed.name("HOST.example.com"));
  CHECK(listed.name("big.example.com"));
  CHECK_FALSE(listed.name("a.host.example.com"));
  CHECK_FALSE(listed.name("example.com"));
}

TEST_CASE("*.domain holds every name within the domain, not itself, and its dots are dots") {
  const Listed listed = names("*.dom.com\n");
  CHECK(listed.name("a.dom.com"));
  CHECK(listed.name("a.b.dom.com"));
  CHECK(listed.name(".dom.com"));
  CHECK_FALSE(listed.name("dom.com"));
  CHECK_FALSE(listed.name("adom.com"));
  CHECK_FALSE(listed.name("a.domXcom"));
  CHECK(listed.name("a.DOM.com"));
  CHECK_FALSE(listed.name("a.dom.com.example"));
}

TEST_CASE("domains of different depth are all looked for") {
  const Listed listed = names("*.a.b.c.example\n*.org\n");
  CHECK(listed.name("mx.a.b.c.example"));
  CHECK(listed.name("x.y.z.mx.a.b.c.example"));
  CHECK(listed.name("mx.org"));
  CHECK_FALSE(listed.name("a.b.c.example"));
  CHECK_FALSE(listed.name("org"));
  CHECK_FALSE(listed.name(""));
  CHECK_FALSE(listed.name("."));
}

TEST_CASE("the names of a big provider's hosts are on its domain however they are written") {
  for (const char* domain : {"*.google.com\n", "*.Google.com\n", "/\\.google\\.com$/\n"}) {
    CAPTURE(domain);
    CHECK(names(domain).name("mail-ed1-f41.google.com"));
    CHECK(names(domain).name("Mail-ED1-F41.Google.com"));
  }
}

TEST_CASE("only ASCII letters have two cases: other bytes of a name stay as they are") {
  const Listed listed = names("/^m\xc3\x84\\.example$/\n*.xn--bcher-kva.example\n");
  CHECK(listed.name("M\xc3\x84.example"));
  CHECK_FALSE(listed.name("m\xc3\xa4.example"));
  CHECK(listed.name("mx.XN--BCHER-KVA.example"));
}

TEST_CASE("a pattern is found anywhere in the name, whatever its case") {
  const Listed listed = names("/^quiet\\.isp\\./\n/relay[0-9]/\n");
  CHECK(listed.complaints.empty());
  CHECK(listed.name("quiet.isp.example"));
  CHECK_FALSE(listed.name("unquiet.isp.example"));
  CHECK(listed.name("my.relay7.example"));
  CHECK(listed.name("my.RELAY7.example"));
}

TEST_CASE("a client without a name is named unknown, which a pattern may match") {
  CHECK(names("/^unknown$/\n").name("unknown"));
  CHECK_FALSE(names("*.example.com\n").name("unknown"));
  CHECK(names("/^$/\n").name(""));
}

TEST_CASE("blanks and a comment around a name are no part of it") {
  const Listed listed = names("  both.example.com  # c\n\t*.dom.com \r\n /^q\\./ #c\n");
  CHECK(listed.complaints.empty());
  CHECK(listed.name("both.example.com"));
  CHECK(listed.name("a.dom.com"));
  CHECK(listed.name("q.example"));
}

TEST_CASE("wrong names and patterns are complained of and the others hold") {
  const Listed listed =
      names("localhost\n/foo(/\n*.(a|b).com\nmx.example.com.\n/a b/\n/re/i\n//\nmx.example.com\n");
  REQUIRE(listed.complaints.size() == 7);
  CHECK(
      listed.complaints[0].starts_with("clients_fqdn_whitelist:1: \"localhost\" is no host name"));
  CHECK(listed.complaints[1] ==
        "clients_fqdn_whitelist:2: \"foo(\" is no regular expression: missing closing parenthesis "
        "at offset 4");
  CHECK(listed.complaints[2].starts_with(
      "clients_fqdn_whitelist:3: \"(a|b).com\" is no domain behind \"*.\""));
  CHECK(listed.name("mx.example.com"));
  CHECK_FALSE(listed.name("localhost"));
  CHECK_FALSE(listed.name("foo("));
}

TEST_CASE("an address among the names is told, and holds nothing") {
  const Listed listed = names("192.0.2.1\n192.0.2\n10.0.0.0/8\n1-2.example\n4.3.2.1.example\n");
  REQUIRE(listed.complaints.size() == 3);
  CHECK(listed.complaints[0] ==
        "clients_fqdn_whitelist:1: \"192.0.2.1\" is an address, which this list of names does not "
        "hold; write it into clients_ip_whitelist.local");
  CHECK(listed.whitelist.size() == 2);
  CHECK(listed.name("4.3.2.1.example"));
}

TEST_CASE("what a wrong line says is escaped in the complaint") {
  const Listed listed = names("a\x1b[31m\n");
  REQUIRE(listed.complaints.size() == 1);
  CHECK(listed.complaints[0].find('\x1b') == std::string::npos);
}

TEST_CASE("several lists are one") {
  ListComplaints complaints("list");
  std::vector<ClientEntries> lists{parse_client_addresses("10.0.0.1\n", complaints),
                                   parse_client_addresses("10.0.0.2\n", complaints),
                                   parse_client_names("a.example.com\n*.b.com\n", complaints),
                                   parse_client_names("b.example.com\n/relay/\n", complaints)};
  const ClientWhitelist whitelist(lists);
  CHECK(whitelist.size() == 6);
  CHECK(whitelist.holds("10.0.0.1", ""));
  CHECK(whitelist.holds("10.0.0.2", ""));
  CHECK(whitelist.holds("", "a.example.com"));
  CHECK(whitelist.holds("", "b.example.com"));
  CHECK_FALSE(whitelist.holds("10.0.0.3", "c.example.com"));
}

TEST_CASE("a pattern that runs away is logged once with its line and does not match") {
  const Listed listed = names("\n/^(a+)+$/\n");
  const std::string evil = std::string(60, 'a') + "!";
  const KeptLog log;
  CHECK_FALSE(listed.name(evil.c_str()));
  CHECK_FALSE(listed.name(evil.c_str()));
  REQUIRE(log.lines().size() == 1);
  CHECK(log.lines()[0].starts_with("conf: clients_fqdn_whitelist:2: the pattern runs away"));
  CHECK(listed.name("aaa"));
}

TEST_CASE("a list holds so many patterns, and what is left out is told in one line") {
  std::string text;
  const auto most = static_cast<int>(ListAllowance::kMostPatterns);
  for (int line = 1; line <= most; ++line) text += fmt::format("/^mx{}\\./\n", line);
  const Listed full = names(text);
  CHECK(full.complaints.empty());
  CHECK(full.name(fmt::format("mx{}.example", most).c_str()));
  for (int line = most + 1; line <= 3 * most; ++line) text += fmt::format("/^mx{}\\./\n", line);
  const Listed listed = names(text + "good.example.com\n");
  REQUIRE(listed.complaints.size() == 1);
  CHECK(listed.complaints[0] ==
        "clients_fqdn_whitelist:1001: a list holds 1000 patterns at most; from here on 2000 are "
        "left out");
  CHECK(listed.name(fmt::format("mx{}.example", most).c_str()));
  CHECK_FALSE(listed.name(fmt::format("mx{}.example", most + 1).c_str()));
  CHECK(listed.name("good.example.com"));
}

TEST_CASE("a name on which many patterns run away is not held against all of them") {
  const auto runaways = [](int count) {
    std::string text;
    for (int line = 0; line < count; ++line) text += "/^(a+)+$/\n";
    return text + "/^a+!$/\n";
  };
  const std::string evil = std::string(60, 'a') + "!";
  CHECK(names(runaways(ClientWhitelist::kMostRunaways - 1)).name(evil.c_str()));
  CHECK_FALSE(names(runaways(ClientWhitelist::kMostRunaways)).name(evil.c_str()));
}

TEST_CASE("a thousand patterns cost little whatever the client's name is") {
  std::string text;
  for (std::size_t line = 0; line < ListAllowance::kMostPatterns; ++line) {
    text += fmt::format("/(*NO_JIT)mail.*\\.ex{}\\.(com|net)$/\n", line);
  }
  const Listed listed = names(text);
  CHECK(listed.name("mail7.ex999.net"));
  std::string evil;
  while (evil.size() < 250) evil += "mail.ex.";
  const std::clock_t begin = std::clock();
  CHECK_FALSE(listed.name(evil.c_str()));
  const double spent_ms = 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  MESSAGE("held against a thousand patterns in " << spent_ms << " ms");
  CHECK(spent_ms < 20);  // 100 ms and more where each may take all its steps
}

TEST_CASE("the steps of all patterns together are bounded") {
  CHECK(ListPattern::steps_of_each(0) == Pattern::kMostSteps);
  CHECK(ListPattern::steps_of_each(10) == Pattern::kMostSteps);
  CHECK(ListPattern::steps_of_each(11) == 9090);
  CHECK(ListPattern::steps_of_each(100) == 1000);
  CHECK(ListPattern::steps_of_each(ListAllowance::kMostPatterns) == 250);
}

TEST_CASE("100,000 names are all found again") {
  std::string text;
  for (int entry = 0; entry < 50'000; ++entry) {
    text += fmt::format("mx{}.example.com\n*.d{}.example.org\n", entry, entry);
  }
  const Listed listed = names(text);
  CHECK(listed.whitelist.size() == 100'000);
  std::vector<std::string> clients;
  for (int entry = 0; entry < 50'000; ++entry) {
    clients.push_back(fmt::format("mx{}.example.com", entry));
    clients.push_back(fmt::format("a.d{}.example.org", entry));
  }
  const auto begin = std::chrono::steady_clock::now();
  int found = 0;
  for (const std::string& client : clients) found += listed.name(client.c_str()) ? 1 : 0;
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
  CHECK(found == 100'000);
  MESSAGE("a lookup in 100,000 names took " << took.count() / 100'000 << " ns");
}

}  // namespace greycache
