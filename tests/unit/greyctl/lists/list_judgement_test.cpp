// Shows which fetched lists are refused, and why.
#include "greyctl/lists/list_judgement.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace greycache::list_judgement_test {

namespace {

const FetchedList& list_called(std::string_view name) {
  return *std::ranges::find(fetched_lists(), name,
                            [](const FetchedList& list) { return std::string_view(list.name); });
}

std::vector<std::string> faults(std::string_view name, std::string_view before,
                                std::string_view fetched) {
  return faults_of(list_called(name), before, fetched);
}

// Of a list that has no other.
std::string fault(std::string_view name, std::string_view before, std::string_view fetched) {
  const auto all = faults(name, before, fetched);
  REQUIRE(all.size() == 1);
  return all.front();
}

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "192.0.2." + std::to_string(i) + "\n";
  return text;
}

constexpr const char* kAddresses = "clients_ip_whitelist";
constexpr const char* kNames = "clients_fqdn_whitelist";
constexpr const char* kPattern = "dyn_fqdn.regexp";

}  // namespace

TEST_CASE("a list that is as lists are is good") {
  CHECK(faults(kAddresses, "", "# a\n192.0.2.1\n2001:db8::/32\n").empty());
  CHECK(faults(kNames, "", "mx.example.org\n*.example.org\n/^mx[0-9]\\.example\\.net$/\n").empty());
  CHECK(faults(kPattern, "", "# one\n^dsl\\.\n").empty());
}

TEST_CASE("what is no list is refused for that alone") {
  CHECK(fault(kAddresses, lines(9), "") == "clients_ip_whitelist: what was fetched says nothing");
  CHECK(fault(kAddresses, "", "# comments\n\n").ends_with("says nothing"));
  CHECK(fault(kPattern, "", "# comments\n").ends_with("says nothing"));
  CHECK(fault(kAddresses, "", "\r\n <!DOCTYPE html>\n<html>").ends_with("is a page of HTML"));
  CHECK(fault(kPattern, "", "\xef\xbb\xbf<html>").ends_with("is a page of HTML"));
  CHECK(fault(kNames, "", std::string_view("a.example\0", 10)).ends_with("is no text"));
}

TEST_CASE("a line that --check-config complains of refuses the whole list") {
  CHECK(fault(kAddresses, "", "192.0.2.1\nnonsense\n")
            .starts_with("clients_ip_whitelist:2: \"nonsense\" is no address or network"));
  CHECK(fault(kNames, "", "/(/\n").starts_with("clients_fqdn_whitelist:1: \"(\" is no regular"));
  CHECK(fault(kPattern, "", "a\nb\n").find("only this last counts") != std::string::npos);
}

TEST_CASE("a byte order mark is no part of a pattern") {
  CHECK(faults(kPattern, "", "\xef\xbb\xbf^dsl\\.\n").empty());
  CHECK(list_called(kPattern).said("\xef\xbb\xbf^dsl\\.\n").front().text == "^dsl\\.");
}

TEST_CASE("a network wider than a /12, of IPv6 than a /32, is refused, one as wide is not") {
  CHECK(faults(kAddresses, "", "10.16/12\n2001:db8::/32\n").empty());
  CHECK(fault(kAddresses, "", "192.0.2.1\n10.0.0.0/11\n") ==
        "clients_ip_whitelist:2: 10.0.0.0/11 takes in a network wider than a /12");
  CHECK(fault(kAddresses, "", "2000::/12\n").ends_with("wider than a /32"));
  CHECK(fault(kAddresses, "", "0.0.0.0/0\n").ends_with("wider than a /12"));
}

TEST_CASE("a public suffix and a pattern for names of anybody are refused") {
  CHECK(fault(kNames, "", "*.com\n") ==
        "clients_fqdn_whitelist:1: *.com takes in a whole top-level domain");
  CHECK(fault(kNames, "", "*.lan\n").ends_with("takes in a whole top-level domain"));
  CHECK(fault(kNames, "", "*.co.uk\n").find("takes in a whole public suffix") != std::string::npos);
  CHECK(fault(kNames, "", "/./\n")
            .starts_with("clients_fqdn_whitelist:1: /./ takes in names of anybody"));
  CHECK(faults(kNames, "", "*.example.com\n/\\.example\\.com$/\n").empty());
}

TEST_CASE("the pattern of a file may match many names, and not nearly all") {
  CHECK(faults(kPattern, "", "[0-9]\n").empty());
  CHECK(fault(kPattern, "", "# any\n[.]\n") == "dyn_fqdn.regexp:2: [.] takes in nearly any name");
}

TEST_CASE("of many lines that take in too much the first twenty are told") {
  std::string text;
  for (int i = 0; i < 22; ++i) text += std::to_string(i + 1) + ".0.0.0/8\n";
  const auto all = faults(kAddresses, "", text);
  REQUIRE(all.size() == 21);
  CHECK(all.back() == "clients_ip_whitelist: 2 more lines take in too much");
}

TEST_CASE("a whitelist may lose a third of its entries, and no more") {
  CHECK(faults(kAddresses, lines(9), lines(6)).empty());
  CHECK(fault(kAddresses, lines(9), lines(5)) ==
        "clients_ip_whitelist: has shrunk by more than a third, from 9 entries to 5");
  CHECK(faults(kAddresses, lines(1), lines(1)).empty());
  CHECK(faults(kAddresses, lines(2) + "# much\n# more\n", lines(2)).empty());
}

TEST_CASE("a pattern may lose a third of its bytes, and no more") {
  CHECK(faults(kPattern, "123456789", "123456").empty());
  CHECK(fault(kPattern, "123456789", "12345") ==
        "dyn_fqdn.regexp: has shrunk by more than a third, from 9 bytes to 5");
}

}  // namespace greycache::list_judgement_test
