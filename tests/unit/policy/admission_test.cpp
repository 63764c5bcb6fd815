// Shows which requests are decided without history, and what the others are known by.
#include "greycache/policy/admission.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace greycache {

namespace {

// Keeps the text that a request's views point into.
struct Asked {
  std::string text;
  PolicyRequest request;

  explicit Asked(const std::string& changes = "")
      : text(
            "request=smtpd_access_policy\nprotocol_state=RCPT\nsender=A@Ex.com\n"
            "recipient=R@Dst.org\nclient_address=192.0.2.10\nclient_name=web.ex.com\n" +
            changes) {
    request.parse(text);
  }
};

Admission admitted(const std::string& changes, const Rules& rules = {}, const Lists& lists = {}) {
  const Asked asked(changes);
  return admit(rules, lists, {}, asked.request);
}

bool ours(const std::string& changes) {
  return admitted(changes).outcome != Outcome::not_applicable;
}

}  // namespace

TEST_CASE("a request at RCPT is known by source, sender and recipient") {
  const Admission admission = admitted("");
  REQUIRE_FALSE(admission.outcome);
  CHECK(admission.keys.src == "192.0.2");
  CHECK(admission.keys.sender_name == "a");
  CHECK(admission.keys.sender_domain == "ex.com");
  CHECK(admission.keys.awl_name == "a");
  CHECK(admission.keys.rcpt == "r@dst.org");
  CHECK_FALSE(admission.rule);
}

TEST_CASE("an empty recipient and the null sender have keys too") {
  const Admission admission = admitted("recipient=\nsender=\n");
  CHECK(admission.keys.rcpt == "%");
  CHECK(admission.keys.sender_name == "-undef-");
  CHECK(admission.keys.sender_domain == "-undef-");
  CHECK(admission.keys.awl_name == "-undef-");
}

TEST_CASE("what is no policy request is not ours") {
  CHECK_FALSE(ours("request=foo\n"));
  CHECK_FALSE(ours("request=\n"));
  CHECK_FALSE(ours("request=smtpd_access_policy\r\n"));
}

TEST_CASE("only questions about a recipient are ours") {
  CHECK(ours("protocol_state=\n"));
  CHECK(ours("protocol_state=DATA\n"));
  CHECK(ours("protocol_state=END-OF-MESSAGE\n"));
  for (const char* state : {"DATA", "END-OF-MESSAGE"}) {
    CHECK_FALSE(ours(std::string("recipient=\nprotocol_state=") + state + "\n"));
  }
  for (const char* state : {"CONNECT", "EHLO", "HELO", "MAIL", "VRFY", "ETRN", "rcpt"}) {
    CHECK_FALSE(ours(std::string("protocol_state=") + state + "\n"));
  }
}

TEST_CASE("authenticated clients and clients without an address are not ours") {
  CHECK_FALSE(ours("sasl_username=bob\n"));
  CHECK_FALSE(ours("client_address=\n"));
  CHECK_FALSE(ours("client_address=unknown\n"));
}

TEST_CASE("a whitelisted client is decided first, whatever its recipient wants") {
  ListComplaints complaints("test");
  const std::array entries{parse_client_addresses("192.0.2.10\n", complaints)};
  const ClientWhitelist whitelist(entries);
  Rules rules;
  rules.optmethod = OptMethod::optin;
  Lists lists;
  lists.client_whitelist = &whitelist;
  CHECK(admitted("", rules, lists).outcome == Outcome::whitelisted);
  CHECK(admitted("client_address=192.0.2.11\n", rules, lists).outcome == Outcome::inactive);
}

TEST_CASE("a whitelisted recipient or sender is decided before the opt tables and discrimination") {
  ListComplaints complaints("test");
  const std::array recipients{parse_address_entries("r@\n", Addressee::recipient, complaints)};
  const std::array senders{
      parse_address_entries("@friend.example\n", Addressee::sender, complaints)};
  const AddressWhitelist recipient_list(recipients);
  const AddressWhitelist sender_list(senders);
  Rules rules;
  rules.optmethod = OptMethod::optin;
  rules.discrimination = true;
  Lists lists;
  lists.recipients = &recipient_list;
  CHECK(admitted("recipient=R@dst.org\n", rules, lists).outcome == Outcome::whitelisted);
  CHECK(admitted("recipient=q@dst.org\n", rules, lists).outcome == Outcome::inactive);
  lists.senders = &sender_list;
  CHECK(admitted("recipient=q@dst.org\nsender=x@Friend.Example\n", rules, lists).outcome ==
        Outcome::whitelisted);
  CHECK(admitted("recipient=q@dst.org\nsender=\n", rules, lists).outcome == Outcome::inactive);
}

TEST_CASE(
    "a line that requires the organisation counts only where that is said to be the sender's") {
  ListComplaints complaints("test");
  const std::array senders{parse_address_entries("@friend.example require = organisation\n",
                                                 Addressee::sender, complaints)};
  const AddressWhitelist sender_list(senders);
  Lists lists;
  lists.senders = &sender_list;
  const auto outcome = [&] {
    return admitted("sender=x@a.Friend.example.\nclient_name=mx.a.example\n", {}, lists).outcome;
  };
  CHECK_FALSE(outcome());
  std::string asked;
  bool same = true;
  const SameOrganisation same_organisation = [&](const std::optional<IpAddress>& address,
                                                 const PolicyRequest& request,
                                                 std::string_view domain) {
    asked = address->text() + " " + std::string(request.client_name) + " " + std::string(domain);
    return same;
  };
  lists.same_organisation = &same_organisation;
  CHECK(outcome() == Outcome::whitelisted);
  CHECK(asked == "192.0.2.10 mx.a.example a.Friend.example");
  same = false;
  CHECK_FALSE(outcome());
}

TEST_CASE("the recipient's wish is looked up in lower case, and before discrimination") {
  OptLists opt_lists;
  opt_lists.add(OptTable::optout_email, "r@dst.org");
  Rules rules;
  rules.optmethod = OptMethod::optout;
  rules.discrimination = true;
  Lists lists;
  lists.opt_lists = &opt_lists;
  CHECK(admitted("", rules, lists).outcome == Outcome::inactive);
  CHECK(admitted("recipient=q@dst.org\n", rules, lists).outcome == Outcome::unsuspicious);
}

TEST_CASE("with empty opt tables opt-in greylists nobody, opt-out everybody") {
  const OptLists empty;
  Lists lists;
  lists.opt_lists = &empty;
  Rules rules;
  rules.optmethod = OptMethod::optin;
  CHECK(admitted("", rules, lists).outcome == Outcome::inactive);
  rules.optmethod = OptMethod::optout;
  CHECK_FALSE(admitted("", rules, lists).outcome);
}

TEST_CASE("while the opt tables are not known, nobody is greylisted who might not want it") {
  Rules rules;
  rules.optmethod = OptMethod::optin;
  CHECK(admitted("", rules).outcome == Outcome::inactive);
  rules.optmethod = OptMethod::optout;
  CHECK(admitted("", rules).outcome == Outcome::inactive);
  rules.optmethod = OptMethod::none;
  CHECK_FALSE(admitted("", rules).outcome);
}

TEST_CASE("with discrimination only what a rule matches is greylisted, under its number") {
  ListComplaints complaints("test");
  const Discrimination discrimination =
      Discrimination::parse("client_name =~ ^x\nsender =~ ^A@\n", complaints);
  Lists lists;
  lists.discrimination = &discrimination;
  Rules rules;
  CHECK_FALSE(admitted("", rules, lists).rule);
  rules.discrimination = true;
  CHECK(admitted("", rules, lists).rule == 2);
  CHECK(admitted("client_name=x.ex.com\n", rules, lists).rule == 1);
  CHECK(admitted("sender=b@ex.com\n", rules, lists).outcome == Outcome::unsuspicious);
}

TEST_CASE("without a source the names and the address are told all the same") {
  Admission admission;
  PolicyRequest request;
  request.parse(
      "request=smtpd_access_policy\nclient_address=192.0.2.1\nsender=A@X.example\nrecipient=r@d\n");
  const auto address = admit_without_source({}, {}, request, admission);
  CHECK_FALSE(admission.outcome);
  CHECK(address == IpAddress::parse("192.0.2.1"));
  CHECK(admission.keys.sender_name == "a");
  CHECK(admission.keys.rcpt == "r@d");
  CHECK_FALSE(admit_without_source({}, {}, PolicyRequest{}, admission));
  CHECK(admission.outcome == Outcome::not_applicable);
  CHECK(admission.keys.sender_name.empty());
}

TEST_CASE("expected mail passes behind the lists, and has its keys") {
  Expectations expectations;
  expectations.merge({"r@dst.org", "a@ex.com", 1000, 900, 1000, false, ""});
  Lists lists;
  lists.expectations = &expectations;
  const Asked asked;
  const Admission admission = admit({}, lists, {}, asked.request, 999);
  CHECK(admission.outcome == Outcome::expected);
  CHECK(admission.keys.src == "192.0.2");
  CHECK(admission.keys.rcpt == "r@dst.org");
  CHECK_FALSE(admit({}, lists, {}, asked.request, 1000).outcome);
  const Asked other("recipient=other@dst.org\n");
  CHECK_FALSE(admit({}, lists, {}, other.request, 999).outcome);
  const Asked not_ours("sasl_username=bob\n");
  CHECK(admit({}, lists, {}, not_ours.request, 999).outcome == Outcome::not_applicable);
  OptLists nobody;
  lists.opt_lists = &nobody;
  Rules rules;
  rules.optmethod = OptMethod::optin;
  CHECK(admit(rules, lists, {}, asked.request, 999).outcome == Outcome::inactive);
}

TEST_CASE("nothing of one request's admission is left in the next one's") {
  Admission admission;
  PolicyRequest request;
  request.parse(
      "request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=192.0.2.1\n"
      "sender=A.Very.Long.Name@Example.COM\nrecipient=Somebody@Elsewhere.Example\n");
  admit({}, {}, {}, request, 0, admission);
  CHECK_FALSE(admission.outcome);
  CHECK(admission.keys.sender_name == "a.very.long.name");
  CHECK(admission.keys.sender_domain == "example.com");
  CHECK(admission.keys.rcpt == "somebody@elsewhere.example");
  PolicyRequest bounce;
  bounce.parse("request=smtpd_access_policy\nclient_address=192.0.2.1\nsender=\nrecipient=r@d\n");
  admit({}, {}, {}, bounce, 0, admission);
  CHECK(admission.keys.sender_name == "-undef-");
  CHECK(admission.keys.sender_domain == "-undef-");
  CHECK(admission.keys.awl_name == "-undef-");
  CHECK(admission.keys.rcpt == "r@d");
  admit({}, {}, {}, PolicyRequest{}, 0, admission);
  CHECK(admission.outcome == Outcome::not_applicable);
  CHECK(admission.keys.src.empty());
  CHECK(admission.keys.rcpt.empty());
  admit({}, {}, {}, request, 0, admission);
  CHECK_FALSE(admission.outcome);
  CHECK(admission.keys.awl_name == admit({}, {}, {}, request).keys.awl_name);
}

}  // namespace greycache
