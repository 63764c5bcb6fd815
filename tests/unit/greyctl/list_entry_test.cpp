// Whom an operator may let through by a line, and how much that may be.
#include "greyctl/list_entry.h"

#include <doctest/doctest.h>

#include "greycache/publicsuffix/suffix_list.h"

using namespace greycache;

namespace {

std::string registrable_domain(std::string_view name) {
  static const SuffixList list = SuffixList::built_in();
  return list.registrable_domain(name);
}

std::string excess(const std::string& whom) {
  const auto entry = list_entry_of(whom);
  REQUIRE(entry);
  return excess_of(*entry, registrable_domain);
}

}  // namespace

TEST_CASE("what no list holds, and what stands for more than one, is no entry") {
  for (const char* whom :
       {"", "localhost", "/regexp/", "a b.example", "192.0.2.1/24/3", "a#b.example", "*.",
        "192.0.2.999", "<>", "postmaster@", "@", "a@b@", "/x/@y"}) {
    INFO(whom);
    CHECK_FALSE(list_entry_of(whom));
  }
}

TEST_CASE("of the null sender it is said how it can be let through") {
  CHECK(list_entry_of("<>").error().find("the null sender '<>' with --for only") !=
        std::string::npos);
}

TEST_CASE("a network wider than a /12, of IPv6 than a /32, is refused, and the widest is said") {
  for (const char* whom : {"10.16.0.0/12", "2a00::/32", "10.0.0.0/16", "192.0.2", "192.0.2.1"}) {
    INFO(whom);
    CHECK(excess(whom).empty());
  }
  for (const char* whom : {"0.0.0.0/0", "10.0.0.0/11", "::/0", "2a00::/31"}) {
    INFO(whom);
    const bool ipv6 = std::string_view(whom).find(':') != std::string_view::npos;
    CHECK(excess(whom).ends_with(ipv6 ? "the widest network that can be allowed is a /32"
                                      : "the widest network that can be allowed is a /12"));
  }
}

TEST_CASE("all names below a public suffix are refused, and the widest is said") {
  for (const char* whom : {"*.sender.co.uk", "*.sender.com", "@sender.example", "user@com",
                           "mail.co.uk", "@[192.0.2.1]", "*.a.sender.com"}) {
    INFO(whom);
    CHECK(excess(whom).empty());
  }
  for (const char* whom : {"*.com", "*.co.uk", "@com", "@co.uk", "*.example"}) {
    INFO(whom);
    CHECK(excess(whom).find("is a public suffix") != std::string::npos);
  }
  CHECK(excess("*.co.uk").ends_with("one of these, *.NAME.co.uk"));
  CHECK(excess("@com").ends_with("one of these, @NAME.com"));
}

TEST_CASE("a name that stands for those below it is no public suffix either") {
  CHECK(excess_of_name("co.uk", registrable_domain).ends_with("one of these, NAME.co.uk"));
  CHECK(excess_of_name("sender.co.uk", registrable_domain).empty());
  CHECK(excess_of_name("user@co.uk", registrable_domain).empty());
}
