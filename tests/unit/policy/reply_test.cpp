// Shows the exact action for each outcome.
#include "greycache/policy/reply.h"

#include <doctest/doctest.h>

#include "common/version.h"

namespace greycache {

namespace {

PolicyRequest request() {
  PolicyRequest parsed;
  parsed.parse("client_address=192.0.2.10\nrecipient=Bob@D.org\ninstance=1.2\n");
  return parsed;
}

std::string action(const Rules& rules, Outcome outcome,
                   const ReplyContext& context = {{}, 0, true}) {
  return action_for(rules, outcome, request(), context);
}

std::string header(const std::string& text) {
  return "PREPEND X-Greylist: " + text + kSoftware;
}

}  // namespace

TEST_CASE("mail that passes gets a header that says why") {
  const Rules rules;
  CHECK(action(rules, Outcome::whitelisted) == header("whitelisted by "));
  CHECK(action(rules, Outcome::inactive) == header("greylisting inactive for bob@d.org in "));
  CHECK(action(rules, Outcome::unsuspicious) == header("not greylisting mail from 192.0.2.10 in "));
  CHECK(action(rules, Outcome::expected) == header("expected by "));
  CHECK(action(rules, Outcome::domain_awl) == header("domain auto-whitelisted by "));
  CHECK(action(rules, Outcome::from_awl) == header("from auto-whitelisted by "));
  CHECK(action(rules, Outcome::reconnect, {{}, 301, true}) == header("delayed 301 by "));
}

TEST_CASE("mail that gets no header passes without a word") {
  CHECK(action({}, Outcome::from_awl, {{}, 0, false}) == "dunno");
  CHECK(action({}, Outcome::reconnect, {{}, 301, false}) == "dunno");
}

TEST_CASE("what is not ours to judge passes without a word") {
  CHECK(action({}, Outcome::not_applicable) == "dunno");
  CHECK(action({}, Outcome::in_doubt) == "dunno");
}

TEST_CASE("deferrals are delayed by default") {
  const Rules rules;
  CHECK(action(rules, Outcome::fresh) == "defer_if_permit Greylisted for 5 minutes");
  CHECK(action(rules, Outcome::early) == "defer_if_permit Greylisted for 5 minutes");
  CHECK(action(rules, Outcome::throttled) ==
        "defer_if_permit Throttling too many connections from new source -  Try again later.");
}

TEST_CASE("each verb follows its own setting") {
  Rules rules;
  rules.reject_code = "451 4.7.1";
  rules.reject_first_attempt = RejectMethod::immed;
  CHECK(action(rules, Outcome::fresh) == "451 4.7.1 Greylisted for 5 minutes");
  CHECK(action(rules, Outcome::early) == "defer_if_permit Greylisted for 5 minutes");
  CHECK(action(rules, Outcome::throttled) ==
        "451 4.7.1 Throttling too many connections from new source -  Try again later.");
  rules.reject_first_attempt = RejectMethod::delay;
  rules.reject_early_reconnect = RejectMethod::immed;
  CHECK(action(rules, Outcome::fresh) == "defer_if_permit Greylisted for 5 minutes");
  CHECK(action(rules, Outcome::early) == "451 4.7.1 Greylisted for 5 minutes");
}

TEST_CASE("the rule's number is shown on greylisting only, and only where it is wanted") {
  Rules rules;
  CHECK(action(rules, Outcome::fresh, {4, 0, false}) == "defer_if_permit Greylisted for 5 minutes");
  rules.discrimination_add_rulenr = true;
  CHECK(action(rules, Outcome::fresh, {4, 0, false}) ==
        "defer_if_permit Greylisted for 5 minutes (4)");
  CHECK(action(rules, Outcome::early, {4, 0, false}) ==
        "defer_if_permit Greylisted for 5 minutes (4)");
  CHECK(action(rules, Outcome::early) == "defer_if_permit Greylisted for 5 minutes");
  CHECK(action(rules, Outcome::throttled, {4, 0, false}) ==
        "defer_if_permit Throttling too many connections from new source -  Try again later.");
}

TEST_CASE("the time is said as the setting says it") {
  Rules rules;
  rules.reconnect_delay_text = "0.5 minutes";
  CHECK(action(rules, Outcome::fresh) == "defer_if_permit Greylisted for 0.5 minutes");
}

TEST_CASE("a deferral names its mail, and where to read on, behind SQLgrey's words") {
  Rules rules;
  const ReplyContext named{{}, 0, false, "7K3M9QXA"};
  CHECK(action(rules, Outcome::fresh, named) == "defer_if_permit Greylisted for 5 minutes");
  rules.reply_reference = true;
  CHECK(action(rules, Outcome::fresh, named) ==
        "defer_if_permit Greylisted for 5 minutes (ref 7K3M9QXA)");
  CHECK(action(rules, Outcome::early, named) ==
        "defer_if_permit Greylisted for 5 minutes (ref 7K3M9QXA)");
  CHECK(action(rules, Outcome::throttled, named) ==
        "defer_if_permit Throttling too many connections from new source -  Try again later. "
        "(ref 7K3M9QXA)");
  CHECK(action(rules, Outcome::fresh) == "defer_if_permit Greylisted for 5 minutes");
  CHECK(action(rules, Outcome::from_awl, named) == "dunno");
  rules.reply_url = "https://help.example/?ref=%r";
  CHECK(action(rules, Outcome::fresh, named) ==
        "defer_if_permit Greylisted for 5 minutes (ref 7K3M9QXA), see "
        "https://help.example/?ref=7K3M9QXA");
  CHECK(action(rules, Outcome::fresh) == "defer_if_permit Greylisted for 5 minutes");
  rules.discrimination_add_rulenr = true;
  CHECK(action(rules, Outcome::early, {4, 0, false, "7K3M9QXA"}) ==
        "defer_if_permit Greylisted for 5 minutes (4) (ref 7K3M9QXA), see "
        "https://help.example/?ref=7K3M9QXA");
}

TEST_CASE("what waits, has waited or was let through has a reference") {
  for (const Outcome outcome : {Outcome::fresh, Outcome::early, Outcome::throttled,
                                Outcome::reconnect, Outcome::expected}) {
    CHECK(has_reference(outcome));
  }
  for (const Outcome outcome : {Outcome::from_awl, Outcome::domain_awl, Outcome::whitelisted,
                                Outcome::inactive, Outcome::not_applicable, Outcome::in_doubt}) {
    CHECK_FALSE(has_reference(outcome));
  }
}

TEST_CASE("every outcome has a word of its own and either passes or not") {
  CHECK(std::string(outcome_name(Outcome::fresh)) == "new");
  CHECK(std::string(outcome_name(Outcome::domain_awl)) == "domain_awl");
  CHECK_FALSE(passes(Outcome::fresh));
  CHECK_FALSE(passes(Outcome::early));
  CHECK_FALSE(passes(Outcome::throttled));
  CHECK(passes(Outcome::reconnect));
  CHECK(passes(Outcome::in_doubt));
  CHECK(passes(Outcome::not_applicable));
}

}  // namespace greycache
