// What lets a waiting mail pass at its next attempt: lists, opt tables, what is expected.
#include "greycache/panel/next_attempt.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "greycache/policy/expectation/allowed_client.h"
#include "greycache/policy/lists/client_whitelist.h"

namespace greycache::next_attempt_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

WaitingMail mail_from(const std::string& src, const std::string& domain = "x.example") {
  const UnixTime seen = kNow - 60;
  return mails_of_entries({{FactKind::connect, src, "alice", domain, "bob@y.example", seen, seen}})
      .front();
}

// As the history tells of it.
WaitingMail remembered(const std::string& client_name) {
  WaitingMail mail = mail_from("pool.example@x.example");
  mail.remembered = true;
  mail.client = "192.0.2.7";
  mail.client_name = client_name;
  mail.sender = "alice@mail.x.example";
  return mail;
}

struct Site {
  PolicySet policy;
  Expectations expectations;
  OptLists opt_lists;

  Site() {
    policy.lists.expectations = &expectations;
    policy.lists.opt_lists = &opt_lists;
  }
  void expect(const std::string& recipient, const std::string& sender) {
    expectations.merge({recipient, sender, kNow + 60, kNow, kNow + 60});
  }
  std::string why(const WaitingMail& mail) const { return why_it_passes(policy, mail, kNow); }
};

AddressWhitelist whitelist_of(const std::string& text, Addressee addressee) {
  ListComplaints complaints("list");
  const AddressEntries entries = parse_address_entries(text, addressee, complaints);
  return AddressWhitelist({&entries, 1});
}

}  // namespace

TEST_CASE("a mail of which nobody has said anything waits") {
  const Site site;
  CHECK(site.why(mail_from("192.0.2")).empty());
  CHECK(site.why(remembered("mail.pool.example")).empty());
}

TEST_CASE("a client that never waits is known by its address, its network or its name") {
  const auto of_client = [](const std::string& client, const WaitingMail& mail) {
    Site site;
    site.expect(std::string(kAllowedClient), client);
    return site.why(mail) == "somebody lets its client through";
  };
  CHECK(of_client("192.0.2.7", remembered("unknown")));
  CHECK(of_client("192.0.2.0/24", remembered("unknown")));
  CHECK(of_client("192.0.2.0/24", mail_from("192.0.2")));
  CHECK(of_client("pool.example", remembered("mail.pool.example")));
  CHECK_FALSE(of_client("192.0.2.7", mail_from("192.0.2")));
  CHECK_FALSE(of_client("192.0.2.7", mail_from("pool.example@x.example")));
  CHECK_FALSE(of_client("pool.example", remembered("unknown")));
}

TEST_CASE("who is let through by his names is known by them, or by his domain") {
  Site site;
  site.expect("bob@y.example", "@x.example");
  CHECK(site.why(mail_from("192.0.2")) == "somebody lets it through");
  CHECK(site.why(mail_from("pool.example@x.example")) == "somebody lets it through");
  CHECK(site.why(remembered("unknown")) == "somebody lets it through");
  Site other;
  other.expect("bob@y.example", "alice@x.example");
  CHECK(other.why(mail_from("192.0.2")) == "somebody lets it through");
  // He may write from below.
  CHECK(other.why(mail_from("pool.example@x.example")).empty());
  CHECK(other.why(remembered("unknown")).empty());
}

TEST_CASE("whoever opts out does not wait, nor who has not opted in") {
  Site site;
  site.policy.rules.optmethod = OptMethod::optout;
  CHECK(site.why(mail_from("192.0.2")).empty());
  site.opt_lists.add(OptTable::optout_email, "bob@y.example");
  CHECK(site.why(mail_from("192.0.2")) == "its recipient has opted out");
  CHECK(site.why(mail_from("pool.example@x.example")) == "its recipient has opted out");
  site.policy.rules.optmethod = OptMethod::optin;
  CHECK(site.why(mail_from("192.0.2")) == "its recipient has not opted in");
  site.policy.lists.opt_lists = nullptr;
  CHECK(site.why(mail_from("192.0.2")) == "it is not known yet who has opted");
  // Of a recipient who is too long nobody can tell.
  WaitingMail cut = mail_from("192.0.2");
  cut.entry.rcpt = key_part(std::string(300, 'r') + "@y.example", kRcptLimit);
  CHECK(site.why(cut).empty());
}

TEST_CASE("lists tell whose line it is that lets a mail pass") {
  Site site;
  ListComplaints complaints("list");
  const ClientEntries entries = parse_client_names("*.pool.example\n", complaints);
  const ClientWhitelist clients({&entries, 1});
  const AddressWhitelist recipients = whitelist_of("bob@y.example\n", Addressee::recipient);
  const AddressWhitelist senders = whitelist_of("@x.example\n", Addressee::sender);
  site.policy.lists.senders = &senders;
  CHECK(site.why(mail_from("pool.example@x.example")) == "its sender is on a whitelist");
  site.policy.lists.recipients = &recipients;
  CHECK(site.why(mail_from("192.0.2")) == "its recipient is on a whitelist");
  site.policy.lists.client_whitelist = &clients;
  CHECK(site.why(remembered("mail.pool.example")) == "its client is on a whitelist");
  CHECK(site.why(remembered("unknown")) == "its recipient is on a whitelist");
}

TEST_CASE("the own users' mail does not wait") {
  Site site;
  site.policy.rules.correspondent_networks = {*Network::parse("192.0.2.0/24")};
  CHECK(site.why(mail_from("192.0.2")) == "its client is one of the own users'");
  CHECK(site.why(mail_from("pool.example@x.example")).empty());
}

}  // namespace greycache::next_attempt_test
