// What --apply and --undo would change, for many a main.cf.
#include "greyctl/postfix/postfix_plan.h"

#include <doctest/doctest.h>

#include "greyctl/postfix/check_place.h"

namespace greycache::postfix_plan_test {

namespace {

const PostfixService kService{"greycache", "/usr/libexec/greycache/policy-helper",
                              "/run/greycache/policy.sock", "127.0.0.1:2501"};
const std::string kList(kRecipientRestrictions);
const std::string kCheckText(kCheck);
const std::string kDebian = "permit_mynetworks permit_sasl_authenticated defer_unauth_destination";

// A host whose main.cf says this of recipients; without "$name" in it.
PostfixState host(const std::string& restrictions, const std::string& relay = kDebian) {
  PostfixState state;
  state.version = "3.7.11";
  if (!restrictions.empty()) state.set[kList] = restrictions;
  state.recipient_restrictions = restrictions;
  state.relay_restrictions = relay;
  return state;
}

// What Postfix says once the plan was carried out.
PostfixState carried_out(PostfixState state, const PostfixPlan& plan) {
  if (!plan.entry.empty()) state.services.push_back(plan.entry);
  for (const auto& [name, value] : plan.settings) state.set[name] = value;
  for (const std::string& name : plan.removed) state.set.erase(name);
  if (plan.remove_entry) state.services.clear();
  state.recipient_restrictions = state.value(kList);
  return state;
}

PostfixState applied_to(const PostfixState& state) {
  const auto plan = plan_to_ask(state, kService);
  REQUIRE(plan);
  return carried_out(state, *plan);
}

std::string list_of(const std::string& restrictions, const std::string& relay = kDebian) {
  return applied_to(host(restrictions, relay)).recipient_restrictions;
}

std::string refusal_of(const PostfixState& state) {
  const auto plan = plan_to_ask(state, kService);
  return plan ? "" : plan.error();
}

bool holds(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("on a host that Debian has set up the relay's words come first") {
  const auto plan = plan_to_ask(host(""), kService);
  REQUIRE(plan);
  CHECK(plan->entry ==
        "greypolicy unix - n n - 0 spawn user=greycache argv=/usr/libexec/greycache/policy-helper "
        "--socket /run/greycache/policy.sock");
  REQUIRE(plan->settings.size() == 2);
  CHECK(plan->settings[0] == std::pair<std::string, std::string>("greypolicy_time_limit", "3600"));
  CHECK(plan->settings[1].second ==
        "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination, "
        "reject_unlisted_recipient, " +
            kCheckText);
  CHECK(plan->notes.empty());
}

TEST_CASE("the check is the last of a list, and before what ends it") {
  CHECK(list_of("permit_mynetworks, reject_unauth_destination, reject_unlisted_recipient") ==
        "permit_mynetworks, reject_unauth_destination, reject_unlisted_recipient, " + kCheckText);
  CHECK(list_of("permit_mynetworks, reject_unauth_destination, permit") ==
        "permit_mynetworks, reject_unauth_destination, reject_unlisted_recipient, " + kCheckText +
            ", permit");
}

TEST_CASE("a list that lets relay gets what the relay's has, before the check") {
  CHECK(list_of("reject_unknown_recipient_domain") ==
        "reject_unknown_recipient_domain, permit_mynetworks, permit_sasl_authenticated, "
        "defer_unauth_destination, reject_unlisted_recipient, " +
            kCheckText);
  CHECK(list_of("permit_mynetworks, reject_unknown_recipient_domain",
                "permit_mynetworks, check_client_access hash:/etc/postfix/Relay, "
                "reject_unauth_destination, permit") ==
        "permit_mynetworks, reject_unknown_recipient_domain, "
        "check_client_access hash:/etc/postfix/Relay, reject_unauth_destination, "
        "reject_unlisted_recipient, " +
            kCheckText);
  // A guard that is never reached is none.
  CHECK(list_of("permit, reject_unauth_destination") ==
        "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination, "
        "reject_unlisted_recipient, " +
            kCheckText + ", permit, reject_unauth_destination");
}

TEST_CASE("who wants mail for unknown recipients keeps it") {
  PostfixState state = host("");
  state.rejects_unlisted = false;
  CHECK_FALSE(holds(applied_to(state).recipient_restrictions, "reject_unlisted_recipient"));
}

TEST_CASE("what is not understood is refused, with what to do") {
  for (const PostfixState& state :
       {host("permit_mynetworks", ""), host("", "permit_mynetworks, reject"),
        host("", "permit_mynetworks, my_class, reject_unauth_destination"),
        host("", "permit_mynetworks, check_policy_service unix:x, reject_unauth_destination"),
        host("permit_mynetworks, reject_unauth_destination, permit_auth_destination"),
        host("permit_mx_backup, reject_unauth_destination")}) {
    CAPTURE(state.recipient_restrictions);
    CAPTURE(state.relay_restrictions);
    CHECK(holds(refusal_of(state), "by hand"));
    CHECK(holds(refusal_of(state), kCheckText.c_str()));
  }
}

TEST_CASE("a list with names in it is extended where its end is sure") {
  PostfixState state = host("$mine, reject_unlisted_recipient");
  state.recipient_restrictions =
      "permit_mynetworks, reject_unauth_destination, reject_unlisted_recipient";
  auto plan = plan_to_ask(state, kService);
  REQUIRE(plan);
  CHECK(plan->settings[1].second == "$mine, reject_unlisted_recipient, " + kCheckText);

  state = host("$mine, permit");
  state.recipient_restrictions = "permit_mynetworks, reject_unauth_destination, permit";
  plan = plan_to_ask(state, kService);
  REQUIRE(plan);
  CHECK(plan->settings[1].second == "$mine, reject_unlisted_recipient, " + kCheckText + ", permit");

  state = host("reject_unauth_destination, $mine");
  state.recipient_restrictions = "reject_unauth_destination, permit";
  CHECK(holds(refusal_of(state), "$name"));
}

TEST_CASE("a second time nothing is left to do") {
  for (const char* list : {"", "permit_mynetworks, reject_unauth_destination", "permit"}) {
    const auto again = plan_to_ask(applied_to(host(list)), kService);
    REQUIRE(again);
    CHECK(again->empty());
  }
}

TEST_CASE("an own time limit stays") {
  PostfixState state = host("");
  state.set[std::string(kTimeLimit)] = "7200";
  CHECK(applied_to(state).value(kTimeLimit) == "7200");
}

TEST_CASE("who asks the daemon itself needs nothing") {
  for (const char* check : {"check_policy_service unix:/run/greycache/policy.sock",
                            "check_policy_service { inet:127.0.0.1:2501, timeout=5s }"}) {
    const auto plan =
        plan_to_ask(host("reject_unauth_destination, " + std::string(check)), kService);
    REQUIRE(plan);
    CHECK(plan->empty());
    CHECK(plan->notes.empty());
  }
}

TEST_CASE("another service of our name is refused") {
  PostfixState state = host("");
  state.services = {
      "greypolicy unix  -       n       n       -       0       spawn user=nobody argv=/x"};
  CHECK(holds(refusal_of(state), "postconf -MX greypolicy/unix"));
  // The blanks between the fields are Postfix's.
  state.services = {
      "greypolicy unix  -       n       n       -       0       spawn user=greycache "
      "argv=/usr/libexec/greycache/policy-helper --socket /run/greycache/policy.sock"};
  const auto plan = plan_to_ask(state, kService);
  REQUIRE(plan);
  CHECK(plan->entry.empty());
}

TEST_CASE("what Postfix cannot do is refused") {
  PostfixState state = host("");
  state.version = "2.11.0";
  CHECK(holds(refusal_of(state), "too old"));
  PostfixService service = kService;
  service.socket = "/run/grey cache/policy.sock";
  const auto plan = plan_to_ask(host(""), service);
  REQUIRE_FALSE(plan);
  CHECK(holds(plan.error(), "one word"));
}

TEST_CASE("what else an administrator should know is told") {
  PostfixState state = host("reject_unauth_destination, check_policy_service inet:127.0.0.1:10023");
  state.overrides = parse_overrides(
      "submission/inet/smtpd_recipient_restrictions = permit_sasl_authenticated,reject\n"
      "submission/inet/syslog_name = x\n",
      "");
  state.instances = "/etc/postfix-out";
  auto plan = plan_to_ask(state, kService);
  REQUIRE(plan);
  REQUIRE(plan->notes.size() == 3);
  CHECK(holds(plan->notes[0], "another greylister"));
  CHECK(holds(plan->notes[1], "submission/inet has"));
  CHECK(holds(plan->notes[2], "/etc/postfix-out"));

  plan = plan_to_ask(host(kCheckText + ", reject_unauth_destination"), kService);
  REQUIRE(plan);
  REQUIRE(plan->notes.size() == 1);
  CHECK(holds(plan->notes[0], "before reject_unauth_destination"));
}

TEST_CASE("where Postfix refuses to relay before the list is asked the check may stand anywhere") {
  PostfixState state = host(kCheckText + ", reject_unauth_destination");
  for (const auto& [before, notes] : {std::pair("no", 1), {"", 1}, {"yes", 0}}) {
    CAPTURE(before);
    state.expanded["smtpd_relay_before_recipient_restrictions"] = before;
    const auto plan = plan_to_ask(state, kService);
    REQUIRE(plan);
    CHECK(static_cast<int>(plan->notes.size()) == notes);
  }
}

TEST_CASE("a greylister is known by the program that master.cf starts for a service") {
  PostfixState state =
      host("reject_unauth_destination, check_policy_service { unix:private/later, timeout=9s }");
  CHECK(plan_to_ask(state, kService)->notes.empty());
  state.services.push_back(
      "later  unix  -  n  n  -  -  spawn user=nobody argv=/usr/sbin/tumgreyspf");
  const auto plan = plan_to_ask(state, kService);
  REQUIRE(plan->notes.size() == 1);
  CHECK(holds(plan->notes[0], "private/later, timeout=9s } looks like another greylister"));
}

TEST_CASE("a service that does more than greylist is to stay, without its greylisting") {
  const auto plan =
      plan_to_ask(host("reject_unauth_destination, check_policy_service inet:127.0.0.1:7777, "
                       "check_policy_service inet:127.0.0.1:10031"),
                  kService);
  REQUIRE(plan);
  REQUIRE(plan->notes.size() == 2);
  CHECK(holds(plan->notes[0], "inet:127.0.0.1:7777 looks like iRedAPD"));
  CHECK(holds(plan->notes[0], "Leave the check"));
  CHECK(holds(plan->notes[0], "/opt/iredapd/settings.py"));
  CHECK(holds(plan->notes[1], "looks like policyd"));
  CHECK(holds(plan->notes[1], "module Greylisting"));
}

TEST_CASE("with a copy undo brings back what was there") {
  for (const char* list :
       {"", "permit_mynetworks", "permit_mynetworks reject_unauth_destination"}) {
    const PostfixState before = host(list);
    const PostfixState applied = applied_to(before);
    const auto plan = plan_to_ask_no_more(applied, &before);
    REQUIRE(plan);
    const PostfixState after = carried_out(applied, *plan);
    CHECK(after.set == before.set);
    CHECK(after.services.empty());
    CHECK(plan->notes.empty());
    const auto again = plan_to_ask_no_more(after, &before);
    REQUIRE(again);
    CHECK(again->empty());
  }
}

TEST_CASE("without a copy, or with a list that was changed since, only the check is taken out") {
  const PostfixState before = host("permit_mynetworks, reject_unauth_destination");
  PostfixState applied = applied_to(before);
  applied.set[kList] += ", reject_unknown_client_hostname";
  applied.set[std::string(kTimeLimit)] = "7200";
  for (const PostfixState* copy : {&before, static_cast<const PostfixState*>(nullptr)}) {
    const auto plan = plan_to_ask_no_more(applied, copy);
    REQUIRE(plan);
    const PostfixState after = carried_out(applied, *plan);
    CHECK(after.value(kList) ==
          "permit_mynetworks, reject_unauth_destination, reject_unlisted_recipient, "
          "reject_unknown_client_hostname");
    CHECK(after.value(kTimeLimit).empty());
    CHECK(plan->notes.size() == 1);
  }
}

TEST_CASE("nothing is taken out while something else asks") {
  PostfixState state = applied_to(host(""));
  state.set["smtpd_data_restrictions"] = kCheckText;
  auto plan = plan_to_ask_no_more(state, nullptr);
  REQUIRE_FALSE(plan);
  CHECK(holds(plan.error(), "smtpd_data_restrictions in main.cf"));
  state.set.erase("smtpd_data_restrictions");
  state.overrides =
      parse_overrides("submission/inet/smtpd_recipient_restrictions = " + kCheckText, "");
  plan = plan_to_ask_no_more(state, nullptr);
  REQUIRE_FALSE(plan);
  CHECK(holds(plan.error(), "submission/inet/smtpd_recipient_restrictions in master.cf"));
}

TEST_CASE("nothing is taken out while a list asks by a name for it") {
  const std::string parameter = "smtp/inet/smtpd_recipient_restrictions";
  PostfixState state = applied_to(host(""));
  for (const char* written : {"$mine", "$mx_smtpd_recipient_restrictions",
                              "$smtpd_recipient_restrictions_mx", "smtpd_recipient_restrictions"}) {
    INFO(written);
    state.overrides = parse_overrides(parameter + " = reject_unauth_destination, " + kCheckText,
                                      parameter + " = " + written);
    const auto plan = plan_to_ask_no_more(state, nullptr);
    REQUIRE_FALSE(plan);
    CHECK(holds(plan.error(), (parameter + " in master.cf").c_str()));
  }
  state.overrides.clear();
  for (const char* name : {"smtpd_data_restrictions", "smtpd_recipient_restrictions"}) {
    INFO(name);
    PostfixState other = host("");
    other.set[name] = "check_policy_service unix:private/$mine";
    other.expanded[name] = "check_policy_service unix:private/greypolicy";
    const auto plan = plan_to_ask_no_more(other, nullptr);
    REQUIRE_FALSE(plan);
    CHECK(holds(plan.error(), name));
  }
}

TEST_CASE("a list that takes in smtpd_recipient_restrictions asks no more than that does") {
  const std::string parameter = "smtp/inet/smtpd_data_restrictions";
  PostfixState state = applied_to(host(""));
  for (const char* written :
       {"permit_mynetworks, $smtpd_recipient_restrictions", "${smtpd_recipient_restrictions}",
        "$(smtpd_recipient_restrictions)"}) {
    INFO(written);
    state.overrides = parse_overrides(parameter + " = " + state.recipient_restrictions,
                                      parameter + " = " + written);
    state.set["mine"] = written;
    state.expanded["mine"] = state.recipient_restrictions;
    CHECK(plan_to_ask_no_more(state, nullptr));
  }
}

TEST_CASE("a service that is not ours stays") {
  PostfixState state = host("");
  state.services = {"greypolicy unix - n n - 0 spawn user=nobody argv=/usr/bin/other"};
  const auto plan = plan_to_ask_no_more(state, nullptr);
  REQUIRE(plan);
  CHECK(plan->empty());
  CHECK(plan->notes.size() == 1);
}

}  // namespace greycache::postfix_plan_test
