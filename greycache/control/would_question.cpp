// A request decided by what can be read, as the engine would decide it, and why.
#include "greycache/control/would_question.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>
#include <utility>

#include "common/json_object.h"
#include "common/utf8.h"
#include "greycache/config/lists/whitelist_search.h"
#include "greycache/control/describe.h"
#include "greycache/control/history_commands.h"
#include "greycache/control/mail_story.h"
#include "greycache/control/stored_conclusion.h"
#include "greycache/engine/history_log.h"
#include "greycache/policy/organisation/combination.h"
#include "greycache/policy/organisation/proven.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/reply.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kListPatience{2000};

}  // namespace

void WouldQuestion::conclude_by(PersistentStore& store) {
  if (admission.outcome) return;
  conclude_by_sources(store);
  // Who is known by his source, or comes back, passes as that.
  if (!passes(decision.outcome)) conclude_by_correspondents(store);
  if (need_not_wait &&
      may_pass_as_proven(decision.outcome, policy->forgotten(now), unit_keys, keys())) {
    decision = {};
    decision.outcome = Outcome::proven;
  }
  if (may_be_expected && !passes(decision.outcome)) decision.outcome = Outcome::in_doubt;
}

void WouldQuestion::conclude_by_sources(PersistentStore& store) {
  const ForgottenNow forgotten = policy->forgotten(now);
  Conclusion narrow =
      stored_conclusion(store, {policy->rules, keys(), unwritten, now, forgotten}, trouble);
  known = narrow.known;
  decision = std::move(narrow.decision);
  if (organisation.empty()) return;
  const Rules rules_of_unit = unit_rules(policy->rules, good_standing);
  const Conclusion unit = stored_conclusion(
      store, {rules_of_unit, unit_keys, unwritten_of_unit, now, forgotten}, trouble);
  Combination combined = combine(policy->rules, {&unit_keys, unit.known, &unit.decision},
                                 {&keys(), known, &decision}, now);
  known = combined.known;
  by_unit = combined.by_unit;
  decision = std::move(combined.decision);
}

void WouldQuestion::conclude_by_correspondents(PersistentStore& store) {
  if (!correspondent_keys) return;
  const Conclusion written_to = stored_conclusion(
      store,
      {policy->rules, *correspondent_keys, unwritten_of_correspondent, now, policy->forgotten(now)},
      trouble, conclude_correspondent);
  if (!passes(written_to.decision.outcome)) return;
  known = written_to.known;
  by_unit = false;
  decision = {};
  decision.outcome = Outcome::correspondent;
}

std::string WouldQuestion::reference() const {
  const bool named = has_reference(outcome()) && !keys().src.empty();
  const std::string& widest = organisation.empty() ? keys().src : organisation;
  return named ? reference_of(widest, keys()) : std::string();
}

std::string WouldQuestion::action() const {
  const std::string named = reference();
  return action_for(policy->rules, outcome(), request,
                    {admission.rule, decision.delay, policy->rules.prepend, named});
}

WaitedMail WouldQuestion::as_mail() const {
  const std::string named = reference();
  const DecidedRequest decided{.request = request,
                               .keys = keys(),
                               .known = known,
                               .decision = decision,
                               .outcome = outcome(),
                               .rule = admission.rule,
                               .action = {},
                               .reference = named,
                               .organisation = organisation,
                               .unit = &unit_keys,
                               .good_standing = good_standing,
                               .by_unit = by_unit};
  const HistoryLine line = history_line_of(decided, "", now);
  return {{history_row_of(line.at, line.delay, line.texts).value_or(HistoryRow{})}, Became::waits};
}

std::string WouldQuestion::entry_text() const {
  const bool domain = outcome() == Outcome::domain_awl;
  const auto& entry = domain ? known.domain_awl : known.from_awl;
  if (!entry) return {};
  return fmt::format("its {} is known from {} since {}, and was last seen {}",
                     domain ? "sender's domain" : "sender",
                     shown_name(by_unit ? organisation : keys().src), time_text(entry->first_seen),
                     time_text(entry->last_seen));
}

std::string WouldQuestion::correspondent_text() const {
  const bool site = policy->rules.correspondents == Correspondents::domain;
  const std::string who = site ? "a user of this site wrote to the sender's organisation"
                               : "the recipient wrote to the sender";
  if (!known.correspondent) return who;
  return fmt::format("{}, first {}, last {}", who, time_text(known.correspondent->first_seen),
                     time_text(known.correspondent->last_seen));
}

std::string WouldQuestion::because() const {
  switch (outcome()) {
    case Outcome::not_applicable:
      return "it is none of our business: not about one recipient, of an own user "
             "(authenticated, or in correspondent_networks), or without an address";
    case Outcome::whitelisted:
      return whitelisting_reason(conf_dir, request, kListPatience);
    case Outcome::inactive:
      return "the recipient does not want greylisting (optmethod and the opt tables)";
    case Outcome::unsuspicious:
      return "no rule of discrimination.regexp matches";
    case Outcome::expected:
      return "somebody lets it through (greyctl expect --list)";
    case Outcome::correspondent:
      return correspondent_text();
    case Outcome::proven:
      return fmt::format("of the first attempts of the mail servers of {} nearly all came back",
                         shown_name(organisation));
    case Outcome::domain_awl:
    case Outcome::from_awl:
      return entry_text();
    case Outcome::in_doubt:
      return "it is not known yet what is expected, and until it is mail that would wait passes "
             "(in_doubt)";
    default: {
      const WaitedMail mail = as_mail();
      return why(mail.last(), {policy->rules, now, conf_dir, rule_lines_of({mail}, conf_dir)});
    }
  }
}

std::string WouldQuestion::answer_in_json() const {
  const std::string_view standing = good_standing ? "good" : "bad";
  return JsonObject()
             .add_text("outcome", outcome_name(outcome()))
             .add_text("action", action())
             .add_bool("passes", passes(outcome()))
             .add_text_or_null("src", keys().src)
             .add_text_or_null("organisation", organisation)
             .add_text_or_null("standing", organisation.empty() ? "" : standing)
             .add_bool("by_organisation", by_unit)
             .add_text("because", because())
             .add_text("trouble", trouble)
             .text() +
         "\n";
}

std::string WouldQuestion::answer() const {
  if (json) return answer_in_json();
  std::string said = fmt::format("would be answered: {}\noutcome {}: {}\n",
                                 shown_text(action(), 600), outcome_name(outcome()), because());
  if (!keys().src.empty()) said += fmt::format("source {}\n", shown_name(keys().src));
  if (!organisation.empty()) {
    said += fmt::format("organisation {} (in {} standing)\n", shown_name(organisation),
                        good_standing ? "good" : "bad");
  }
  return said + trouble;
}

}  // namespace greycache
