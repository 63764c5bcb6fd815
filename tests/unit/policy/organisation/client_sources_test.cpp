// Shows by which sources a client is known and what is said about it.
#include "greycache/policy/organisation/client_sources.h"

#include <doctest/doctest.h>

#include <string>

#include "greycache/policy/source.h"
#include "tests/unit/policy/organisation/last_two_labels.h"
#include "tests/unit/policy/smart_patterns.h"

namespace greycache::client_sources_test {

namespace {

const SmartPatterns& patterns() {
  static const SmartPatterns kPatterns = smart_patterns(
      "(^|[.-])(mx|mail|smtp|out)[0-9]*[.-]", "(^|[0-9.-])(adsl|dhcp|pool|static)[0-9.-]");
  return kPatterns;
}

ClientSources sources(std::string_view address, std::string_view name,
                      ReasonWanted wanted = ReasonWanted::best) {
  static const RegistrableDomain kDomain = last_two_labels;
  return client_sources({64, &patterns(), &kDomain}, IpAddress::parse(address), address, name,
                        wanted);
}

void check_customer(std::string_view address, const char* name, OrganisationReason reason) {
  CAPTURE(name);
  const ClientSources found = sources(address, name);
  CHECK(found.organisation.empty());
  CHECK(found.reason == reason);
}

}  // namespace

TEST_CASE("a client with a verified name has its network and its organisation") {
  const ClientSources found = sources("192.0.2.10", "web7.provider.example");
  CHECK(found.narrow == "192.0.2");
  CHECK(found.organisation == "provider.example");
  CHECK(found.reason == OrganisationReason::verified_name);
  const ClientSources ipv6 = sources("2001:db8::1", "web7.provider.example");
  CHECK(ipv6.narrow == "2001:db8::/64");
  CHECK(ipv6.organisation == "provider.example");
}

TEST_CASE("of a client with an organisation it is told whether it is named as a mail server") {
  CHECK(sources("192.0.2.10", "mx7.provider.example").mail_server);
  CHECK(sources("192.0.2.10", "out-192-0-2-10.provider.example").mail_server);
  CHECK_FALSE(sources("192.0.2.10", "web7.provider.example").mail_server);
}

TEST_CASE("a client without a verified name has its address only") {
  for (const char* address : {"192.0.2.10", "2001:db8::1"}) {
    const ClientSources found = sources(address, "unknown");
    CHECK(found.narrow == address);
    CHECK(found.organisation.empty());
    CHECK(found.reason == OrganisationReason::no_verified_name);
  }
}

TEST_CASE("a client that looks like a customer's machine has its narrow source only") {
  using Reason = OrganisationReason;
  check_customer("192.0.2.10", "q7-10.isp.example", Reason::last_octet);
  check_customer("192.0.2.10", "adsl.isp.example", Reason::access_word);
  check_customer("192.0.2.10", "c-192-0-2-10.isp.example", Reason::address_in_decimal);
  check_customer("192.0.2.10", "ac000020a.isp.example", Reason::address_in_hexadecimal);
  check_customer("2001:db8::1", "2001-db8--1.isp.example", Reason::address_in_hexadecimal);
  check_customer("2001:db8::1", "static.isp.example", Reason::access_word);
}

TEST_CASE("the narrow source is smart's, whatever the organisation's rule finds") {
  const SourceRules smart{GreyMethod::smart, 64, &patterns()};
  for (const char* address : {"192.0.2.10", "2001:db8::1", "::ffff:192.0.2.10", "no address"}) {
    for (const char* name : {"unknown", "web7.provider.example", "q7-10.isp.example", "adsl.x",
                             "ac000020a.isp.example", "dhcp-mail.isp.example", "", "localhost",
                             "a.suffix.example", "2001-db8--1.isp.example"}) {
      CAPTURE(address);
      CHECK_MESSAGE(sources(address, name).narrow == source_of(smart, address, name), name);
    }
  }
}

TEST_CASE("without the best reason the sources are the same") {
  for (const char* address : {"192.0.2.10", "2001:db8::1", "no address"}) {
    for (const char* name : {"unknown", "web7.provider.example", "q7-10.isp.example", "adsl.x",
                             "ac000020a.isp.example", "dhcp-mail.isp.example", "", "localhost",
                             "a.suffix.example", "2001-db8--1.isp.example"}) {
      const ClientSources best = sources(address, name);
      const ClientSources any = sources(address, name, ReasonWanted::any);
      CAPTURE(address);
      CHECK_MESSAGE(any.narrow == best.narrow, name);
      CHECK_MESSAGE(any.organisation == best.organisation, name);
    }
  }
}

TEST_CASE("a mail server's name outweighs its address in it") {
  for (const char* name :
       {"192-0-2-10.mail.provider.example", "mx-10.provider.example", "dhcp-mail.isp.example"}) {
    CHECK_MESSAGE(!sources("192.0.2.10", name).organisation.empty(), name);
  }
}

TEST_CASE("an address in the organisation's own domain makes a customer, too") {
  check_customer("192.0.2.10", "ns3.ip-192-0-2.example", OrganisationReason::address_in_decimal);
}

TEST_CASE("a name of no organisation gives none") {
  for (const char* name : {"localhost", "a.suffix.example", "", "Unknown"}) {
    const ClientSources found = sources("192.0.2.10", name);
    CHECK_MESSAGE(found.organisation.empty(), name);
    CHECK_MESSAGE(found.reason == OrganisationReason::no_organisation, name);
  }
}

TEST_CASE("what is no address has no organisation") {
  const ClientSources found = sources("not an address", "web7.provider.example");
  CHECK(found.narrow == "not%20an%20address");
  CHECK(found.organisation.empty());
  CHECK(found.reason == OrganisationReason::no_address);
}

TEST_CASE("the reason is said in words") {
  CHECK(in_words(sources("192.0.2.10", "c-192-0-2-10.isp.example").reason) ==
        "looks like a customer's machine: its address stands in the name");
  CHECK(in_words(sources("192.0.2.10", "unknown").reason) == "has no verified name");
  for (int reason = 0; reason <= static_cast<int>(OrganisationReason::address_in_hexadecimal);
       ++reason) {
    CHECK_FALSE(in_words(static_cast<OrganisationReason>(reason)).empty());
  }
}

}  // namespace greycache::client_sources_test
