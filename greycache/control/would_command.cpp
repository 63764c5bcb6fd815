// A request decided by what can be read, as the engine would decide it.
#include "greycache/control/would_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "common/text.h"
#include "greycache/config/lists/whitelist_search.h"
#include "greycache/control/describe.h"
#include "greycache/control/history_commands.h"
#include "greycache/control/history_words.h"
#include "greycache/control/mail_story.h"
#include "greycache/control/stored_conclusion.h"
#include "greycache/engine/history_log.h"
#include "greycache/policy/organisation/combination.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/reply.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kListPatience{2000};

}  // namespace

// One request, and what is gathered for it. The loop's until the worker has it.
struct WouldCommand::Question {
  std::string text;  // what the request's views lead to
  PolicyRequest request;
  bool json = false;
  std::shared_ptr<const PolicySet> policy;
  std::string conf_dir;
  UnixTime now = 0;
  Admission admission;
  // Of a client that has one.
  std::string organisation;
  Keys unit_keys;
  bool good_standing = true;
  // In this host's journal, of its sources.
  std::vector<Fact> unwritten;
  std::vector<Fact> unwritten_of_unit;
  // What comes of it.
  KnownEntries known;
  Decision decision;
  bool by_unit = false;
  std::string trouble;

  const Keys& keys() const { return admission.keys; }
  Outcome outcome() const { return admission.outcome.value_or(decision.outcome); }
  void conclude_by(PersistentStore& store);
  std::string answer() const;

 private:
  std::string action() const;
  std::string reference() const;
  std::string because() const;
  std::string entry_text() const;
  WaitedMail as_mail() const;
};

void WouldCommand::Question::conclude_by(PersistentStore& store) {
  if (admission.outcome) return;
  Conclusion narrow = stored_conclusion(store, policy->rules, keys(), unwritten, now, trouble);
  known = narrow.known;
  decision = std::move(narrow.decision);
  if (organisation.empty()) return;
  const Conclusion unit = stored_conclusion(store, unit_rules(policy->rules, good_standing),
                                            unit_keys, unwritten_of_unit, now, trouble);
  Combination combined = combine(policy->rules, {&unit_keys, unit.known, &unit.decision},
                                 {&keys(), known, &decision}, now);
  known = combined.known;
  by_unit = combined.by_unit;
  decision = std::move(combined.decision);
}

std::string WouldCommand::Question::reference() const {
  const bool named = has_reference(outcome()) && !keys().src.empty();
  const std::string& widest = organisation.empty() ? keys().src : organisation;
  return named ? reference_of(widest, keys()) : std::string();
}

std::string WouldCommand::Question::action() const {
  const std::string named = reference();
  return action_for(policy->rules, outcome(), request,
                    {admission.rule, decision.delay, policy->rules.prepend, named});
}

WaitedMail WouldCommand::Question::as_mail() const {
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
  return {{history_row_of(decided, "", now)}, Became::waits};
}

std::string WouldCommand::Question::entry_text() const {
  const bool domain = outcome() == Outcome::domain_awl;
  const auto& entry = domain ? known.domain_awl : known.from_awl;
  if (!entry) return {};
  return fmt::format("its {} is known from {} since {}, and was last seen {}",
                     domain ? "sender's domain" : "sender",
                     shown_name(by_unit ? organisation : keys().src), time_text(entry->first_seen),
                     time_text(entry->last_seen));
}

std::string WouldCommand::Question::because() const {
  switch (outcome()) {
    case Outcome::not_applicable:
      return "it is none of our business: not about one recipient, authenticated, or without an "
             "address";
    case Outcome::whitelisted: {
      const auto line = whitelisting_line(conf_dir, IpAddress::parse(request.client_address),
                                          std::string(request.client_name), kListPatience);
      return fmt::format("the client is on a whitelist: {}",
                         line.value_or("by a list that is in force"));
    }
    case Outcome::inactive:
      return "the recipient does not want greylisting (optmethod and the opt tables)";
    case Outcome::unsuspicious:
      return "no rule of discrimination.regexp matches";
    case Outcome::expected:
      return "somebody lets it through (greyctl expect --list)";
    case Outcome::domain_awl:
    case Outcome::from_awl:
      return entry_text();
    case Outcome::in_doubt:
      return "what is known cannot be read now";
    default: {
      const WaitedMail mail = as_mail();
      return why(mail.last(), {policy->rules, now, conf_dir, rule_lines_of({mail}, conf_dir)});
    }
  }
}

std::string WouldCommand::Question::answer() const {
  if (json) {
    return fmt::format(
        "{{\"outcome\":\"{}\",\"action\":{},\"passes\":{},\"src\":{},\"because\":{},"
        "\"trouble\":{}}}\n",
        outcome_name(outcome()), json_string(action()), passes(outcome()),
        keys().src.empty() ? "null" : json_string(keys().src), json_string(because()),
        json_string(trouble));
  }
  std::string said = fmt::format("would be answered: {}\noutcome {}: {}\n", escaped(action(), 600),
                                 outcome_name(outcome()), because());
  if (!keys().src.empty()) said += fmt::format("source {}\n", shown_name(keys().src));
  if (!organisation.empty()) {
    said += fmt::format("organisation {} (in {} standing)\n", shown_name(organisation),
                        good_standing ? "good" : "bad");
  }
  return said + trouble;
}

namespace {

// What `greyctl query` fills in.
std::string request_text(const NamedWords& named) {
  std::string text = "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\n";
  for (const auto& [key, value] : named) {
    if (value.find_first_of(std::string_view("\n\0", 2)) != std::string::npos) continue;
    text += key + "=" + value + "\n";
  }
  return text + "\n";
}

}  // namespace

WouldCommand::WouldCommand(Core& core, const std::string& conf_dir, std::function<UnixTime()> clock,
                           std::function<std::shared_ptr<const PolicySet>()> policy)
    : core_(core), conf_dir_(conf_dir), clock_(std::move(clock)), policy_(std::move(policy)) {}

// Patterns of lists are for this thread alone.
void WouldCommand::find_sources(Question& question) {
  const PolicySet& policy = *question.policy;
  Admission& admission = question.admission;
  if (policy.rules.greymethod != GreyMethod::organisation) {
    admit(policy.rules, policy.lists, policy.source_rules, question.request, question.now,
          admission);
  } else {
    const auto address =
        admit_without_source(policy.rules, policy.lists, question.request, admission);
    if (!admission.outcome) {
      if (!organisations_) organisations_ = std::make_unique<Organisations>();
      organisations_->set_policy(policy);
      organisations_->find(address, question.request, admission.keys, question.unit_keys,
                           question.organisation);
      if (is_expected(policy.lists, question.request, question.now)) {
        admission.outcome = Outcome::expected;
      }
    }
  }
  if (!question.organisation.empty()) {
    question.good_standing = core_.engine().standing().good(question.organisation, question.now);
  }
  const bool all = core_.persistent().tail.each_in_memory([&](const Fact& fact) {
    if (fact.src == question.keys().src) question.unwritten.push_back(fact);
    if (fact.src == question.unit_keys.src) question.unwritten_of_unit.push_back(fact);
  });
  if (!all) question.trouble = "(without what waits in the journal)\n";
}

void WouldCommand::run(std::string_view words, Control::Reply reply) {
  auto question = std::make_shared<Question>();
  const auto named = named_words(words, question->json);
  if (!named) return reply(fmt::format("error: {}\n", named.error()));
  question->text = request_text(*named);
  question->request.parse(question->text);
  question->policy = policy_();
  question->conf_dir = conf_dir_;
  question->now = clock_();
  find_sources(*question);
  const bool posted =
      core_.asking_worker().post([question, reply](PersistentStore& store) -> Worker::Completion {
        question->conclude_by(store);
        const std::string text = question->answer();
        return [reply, text] { reply("ok\n" + text); };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

}  // namespace greycache
