// Shows that domains are remembered, how many, and until when.
#include "greycache/publicsuffix/remembered_domains.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

namespace {

std::shared_ptr<const SuffixList> built_in() {
  return std::make_shared<const SuffixList>(SuffixList::built_in());
}

std::string numbered(std::size_t number) {
  return "mail.a" + std::to_string(number) + ".example";
}

}  // namespace

TEST_CASE("a name is looked up once, also one without a domain") {
  RememberedDomains domains(built_in());
  for (int i = 0; i < 3; ++i) {
    CHECK(domains.registrable_domain("mail.example.co.uk") == "example.co.uk");
    CHECK(domains.registrable_domain("localhost").empty());
  }
  CHECK(domains.asked() == 2);
}

TEST_CASE("the oldest name is forgotten for one too many") {
  RememberedDomains domains(built_in());
  for (std::size_t i = 0; i < RememberedDomains::kMost; ++i) {
    domains.registrable_domain(numbered(i));
  }
  CHECK(domains.registrable_domain(numbered(0)) == "a0.example");
  CHECK(domains.asked() == RememberedDomains::kMost);
  domains.registrable_domain("one.more.example");
  domains.registrable_domain(numbered(1));
  CHECK(domains.asked() == RememberedDomains::kMost + 1);
  CHECK(domains.registrable_domain(numbered(0)) == "a0.example");
  CHECK(domains.asked() == RememberedDomains::kMost + 2);
}

TEST_CASE("a name that is too long has no domain and takes no room") {
  RememberedDomains domains(built_in());
  CHECK(domains.registrable_domain(std::string(1000, 'a') + ".example.com").empty());
  CHECK(domains.asked() == 0);
}

TEST_CASE("with another list everything is looked up anew") {
  RememberedDomains domains(built_in());
  domains.registrable_domain("mail.example.com");
  domains.use(built_in());
  CHECK(domains.registrable_domain("mail.example.com") == "example.com");
  CHECK(domains.asked() == 2);
}

}  // namespace greycache
