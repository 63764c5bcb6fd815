// Names that stand for more than the account may, or for strangers.
#include "greycache/panel/reach.h"

#include <doctest/doctest.h>

#include "greycache/publicsuffix/suffix_list.h"

namespace greycache {

namespace {

RegistrableDomain by_list() {
  return [](std::string_view name) {
    static const SuffixList list = SuffixList::built_in();
    return list.registrable_domain(name);
  };
}

bool may_expect(const std::string& domain, std::string_view recipient) {
  Question question;
  question.domain = domain;
  return check_reach_of_recipient(question, recipient, by_list()).has_value();
}

}  // namespace

TEST_CASE("an account with a domain names whole addresses, since subdomains are not its own") {
  CHECK(may_expect("customer.example", "bob@customer.example"));
  for (const char* const name :
       {"@customer.example", " @customer.example", "@Customer.Example", "<@customer.example>"}) {
    CHECK_FALSE(may_expect("customer.example", name));
  }
  Question question;
  question.domain = "customer.example";
  const auto refused = check_reach_of_recipient(question, "@customer.example", by_list());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().sentence ==
        "name a whole address: @customer.example would reach its subdomains, too");
}

TEST_CASE("a recipient's domain is no public suffix") {
  CHECK(may_expect("", "@customer.example"));
  CHECK(may_expect("", "bob@com"));
  for (const char* const name : {"@com", "@co.uk", "@CO.UK", "@example", "@github.io", "<@com>"}) {
    CHECK_FALSE(may_expect("", name));
  }
}

TEST_CASE("a sender's domain is no public suffix") {
  for (const char* const name : {"", "<>", "a@com", "<a@com>", "@partner.example",
                                 "<@partner.example>", "@mail.bbc.co.uk"}) {
    CHECK(check_reach_of_sender(name, by_list()).has_value());
  }
  for (const char* const name : {"@com", " @com", "<@com>", " <@co.uk> ", "@localhost"}) {
    CHECK_FALSE(check_reach_of_sender(name, by_list()).has_value());
  }
}

TEST_CASE("a client is an address, a network, or a name of one organisation") {
  for (const char* const name :
       {"192.0.2.1", "192.0.2.0/24", "2001:db8::/32", "mail.partner.example", "partner.example"}) {
    CHECK(check_reach_of_client(name, by_list()).has_value());
  }
  for (const char* const name : {"com", "co.uk", "Co.Uk"}) {
    CHECK_FALSE(check_reach_of_client(name, by_list()).has_value());
  }
}

}  // namespace greycache
