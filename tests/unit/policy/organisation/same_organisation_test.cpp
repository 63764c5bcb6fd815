// Shows which clients a sender's organisation vouches for.
#include "greycache/policy/organisation/same_organisation.h"

#include <doctest/doctest.h>

#include <string>

#include "greycache/publicsuffix/suffix_list.h"

namespace greycache {

namespace {

bool same(const std::string& client_address, const std::string& client_name,
          std::string_view sender_domain) {
  const SuffixList list = SuffixList::built_in();
  const RegistrableDomain domain = [&](std::string_view name) {
    return list.registrable_domain(name);
  };
  SmartPatterns patterns;
  ListComplaints none("");
  patterns.read_dyn_fqdn("^dsl\\.", none);
  PolicyRequest request;
  const std::string text =
      "client_address=" + client_address + "\nclient_name=" + client_name + "\n";
  request.parse(text);
  return of_one_organisation({64, &patterns, &domain}, IpAddress::parse(client_address), request,
                             sender_domain);
}

}  // namespace

TEST_CASE("a verified name of the sender's organisation is enough, whatever is below it") {
  CHECK(same("192.0.2.7", "out-1.smtp.shop.example", "shop.example"));
  CHECK(same("192.0.2.7", "Out-1.Shop.Example", "News.shop.Example"));
  CHECK(same("2001:db8::7", "mx.shop.co.uk", "shop.co.uk"));
}

TEST_CASE("another organisation, or none, is not the sender's") {
  CHECK_FALSE(same("192.0.2.7", "mx.spam.example", "shop.example"));
  CHECK_FALSE(same("192.0.2.7", "mx.spam.co.uk", "shop.co.uk"));
  CHECK_FALSE(same("192.0.2.7", "mx.spam.co.uk", "co.uk"));
  CHECK_FALSE(same("192.0.2.7", "unknown", "shop.example"));
  CHECK_FALSE(same("192.0.2.7", "unknown", ""));
  CHECK_FALSE(same("192.0.2.7", "mx.shop.example", ""));
  CHECK_FALSE(same("nonsense", "mx.shop.example", "shop.example"));
}

TEST_CASE("what looks like a customer's machine has no organisation") {
  CHECK_FALSE(same("192.0.2.7", "dsl.shop.example", "shop.example"));
  CHECK_FALSE(same("192.0.2.7", "192-0-2-7.shop.example", "shop.example"));
}

}  // namespace greycache
