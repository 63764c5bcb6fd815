// Each list that asks, and what stands before the check in it.
#include "greyctl/doctor/place_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "common/text.h"
#include "greyctl/postfix/master_service.h"

namespace greycache {

namespace {

constexpr std::string_view kMove =
    "move the check to the end of smtpd_recipient_restrictions (greyctl postfix --print shows it)";

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// Asked before smtpd_recipient_restrictions, by default at each recipient all the same.
bool comes_early(std::string_view list) {
  return is_one_of(
      list, {"smtpd_client_restrictions", "smtpd_helo_restrictions", "smtpd_sender_restrictions"});
}

bool is_about_recipients(std::string_view list) {
  return is_one_of(list, {kRelayRestrictions, kRecipientRestrictions});
}

bool in_main(const PolicyQuestion& question) {
  return question.master_service.empty();
}

bool delays_reject(const PostfixState& state) {
  return state.in_force("smtpd_delay_reject") != "no";
}

// Whether what stands in the list can make a mail wait.
bool greylists(const PostfixState& state, const PolicyQuestion& question) {
  if (question.list == "smtpd_etrn_restrictions") return false;
  return delays_reject(state) || !comes_early(question.list);
}

void check_asked(Findings& findings, const PostfixState& state,
                 const std::vector<PolicyQuestion>& ours) {
  if (ours.empty()) {
    findings.error("Postfix does not ask Greycache: no restriction names it, and no mail waits",
                   "greyctl postfix --apply");
    return;
  }
  const bool any =
      std::ranges::any_of(ours, [&](const PolicyQuestion& each) { return greylists(state, each); });
  if (any) return;
  findings.error(fmt::format("Postfix asks in {} only, where there is no recipient: no mail waits",
                             escaped(ours.front().place())),
                 std::string(kMove));
}

void check_stage(Findings& findings, const PostfixState& state, const PolicyQuestion& question) {
  const std::string place = escaped(question.place());
  if (question.comes_late()) {
    findings.warning(fmt::format("{} asks when the recipients are through: Postfix names none of "
                                 "several, and such mail passes",
                                 place),
                     std::string(kMove));
  } else if (!greylists(state, question)) {
    findings.warning(
        fmt::format("{} asks before there is a recipient{}: nothing is greylisted there", place,
                    delays_reject(state) ? "" : ", since smtpd_delay_reject is no"),
        std::string(kMove));
  } else if (comes_early(question.list)) {
    findings.warning(
        fmt::format("the check stands in {}, before what refuses unknown recipients and "
                    "relaying: such mail waits and is remembered, too{}",
                    place,
                    question.list == "smtpd_client_restrictions"
                        ? "; fail2ban, where it runs, counts each wait against its sender"
                        : ""),
        std::string(kMove));
  }
  if (question.warned()) {
    findings.note(fmt::format("warn_if_reject stands before the check in {}: no mail waits, what "
                              "would have waited is in Postfix's log",
                              place),
                  "take warn_if_reject out once you have seen enough");
  }
}

// What nothing behind it is reached by.
std::string_view end_before(const PolicyQuestion& question) {
  const auto& all = question.restrictions.restrictions();
  for (std::size_t i = 0; i < question.number; ++i) {
    if (is_one_of(all[i].word, {"permit", "permit_auth_destination", "permit_mx_backup"})) {
      return all[i].word;
    }
  }
  return question.restrictions.last_reached() < question.number
             ? std::string_view(all[question.restrictions.last_reached()].word)
             : std::string_view();
}

bool guarded(const PostfixState& state, const PolicyQuestion& question) {
  const auto guard = question.restrictions.relay_guard();
  if (guard && *guard < question.number) return true;
  return question.list == kRecipientRestrictions && state.relaying_is_refused_before();
}

// Whether mynetworks has no more than this host itself.
bool is_loopback_only(std::string_view networks) {
  const RestrictionList words{std::string(networks)};
  return std::ranges::all_of(words.restrictions(), [](const Restriction& each) {
    return each.word.starts_with("127.") || each.word.starts_with("[::1]") ||
           each.word.starts_with("[::ffff:127.");
  });
}

bool lets_own_networks_pass(const PolicyQuestion& question) {
  const auto& all = question.restrictions.restrictions();
  return std::any_of(
      all.begin(), all.begin() + static_cast<std::ptrdiff_t>(question.number),
      [](const Restriction& each) { return !each.warned && each.word == "permit_mynetworks"; });
}

void check_order(Findings& findings, const PostfixState& state, const Settings& settings,
                 const PolicyQuestion& question) {
  const std::string place = escaped(question.place());
  if (const auto word = end_before(question); !word.empty()) {
    findings.error(
        fmt::format("the check in {} is not reached: {} stands before it", place, escaped(word)),
        fmt::format("put the check before {}", escaped(word)));
  }
  if (!guarded(state, question)) {
    findings.warning(
        fmt::format("the check in {} stands before reject_unauth_destination: who tries to relay "
                    "is told to come again, and remembered",
                    place),
        "put the check behind reject_unauth_destination");
  }
  if (!lets_own_networks_pass(question) && settings.correspondent_networks.empty() &&
      !is_loopback_only(state.in_force("mynetworks"))) {
    findings.warning(fmt::format("no permit_mynetworks stands before the check in {}: mail of your "
                                 "own hosts ({}) waits, too",
                                 place, escaped(state.in_force("mynetworks"), 80)),
                     "put permit_mynetworks before the check");
  }
}

void check_twice(Findings& findings, const PostfixState& state,
                 const std::vector<PolicyQuestion>& ours) {
  std::string places;
  int count = 0;
  for (const PolicyQuestion& each : ours) {
    if (!in_main(each) || !greylists(state, each)) continue;
    if (!comes_early(each.list) && !is_about_recipients(each.list)) continue;
    places += (places.empty() ? "" : " and ") + escaped(each.place());
    ++count;
  }
  if (count < 2) return;
  findings.warning(fmt::format("Postfix asks about each recipient {} times, in {}", count, places),
                   "leave the last check only");
}

// Mail from outside: port 25, or what postscreen(8) hands on.
bool takes_mail_of_others(const MasterService& service) {
  const std::string_view port = std::string_view(service.name).substr(service.name.rfind(':') + 1);
  return service.command == "smtpd" &&
         ((service.type == "inet" && (port == "smtp" || port == "25")) || service.type == "pass");
}

void check_overrides(Findings& findings, const PostfixState& state,
                     const std::vector<PolicyQuestion>& ours) {
  for (const MasterService& service : master_services(state)) {
    const bool own = std::ranges::any_of(state.overrides, [&](const MasterOverride& each) {
      return each.service == service.key() && each.name == kRecipientRestrictions;
    });
    const bool asks = std::ranges::any_of(
        ours, [&](const PolicyQuestion& each) { return each.master_service == service.key(); });
    if (!own || asks || !takes_mail_of_others(service)) continue;
    findings.warning(fmt::format("{} has {} of its own in master.cf, without the check: what comes "
                                 "in there does not wait",
                                 escaped(service.key()), kRecipientRestrictions),
                     "take it out there, or add the check to it");
  }
}

}  // namespace

Findings place_findings(const PostfixState& state, const std::vector<PolicyQuestion>& ours,
                        const Settings& settings) {
  Findings findings;
  check_asked(findings, state, ours);
  for (const PolicyQuestion& each : ours) {
    check_stage(findings, state, each);
    if (in_main(each) && is_about_recipients(each.list)) {
      check_order(findings, state, settings, each);
    }
  }
  check_twice(findings, state, ours);
  check_overrides(findings, state, ours);
  return findings;
}

}  // namespace greycache
