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
#include "greycache/policy/reference.h"
#include "greycache/policy/reply.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kListPatience{2000};

// One request, and what is gathered for it. The loop's until the worker has it.
struct WouldQuestion {
  std::string text;  // what the request's views lead to
  PolicyRequest request;
  bool json = false;
  std::shared_ptr<const PolicySet> policy;
  std::string conf_dir;
  UnixTime now = 0;
  Admission admission;
  std::vector<Fact> unwritten;  // of its source, in this host's journal
  Conclusion conclusion;
  std::string trouble;

  const Keys& keys() const { return admission.keys; }
  Outcome outcome() const { return admission.outcome.value_or(conclusion.decision.outcome); }
  void conclude_by(PersistentStore& store);
  std::string answer() const;

 private:
  std::string action() const;
  std::string reference() const;
  std::string because() const;
  std::string entry_text() const;
  WaitedMail as_mail() const;
};

void WouldQuestion::conclude_by(PersistentStore& store) {
  if (admission.outcome) return;
  conclusion = stored_conclusion(store, policy->rules, keys(), unwritten, now, trouble);
}

std::string WouldQuestion::reference() const {
  const bool named = has_reference(outcome()) && !keys().src.empty();
  return named ? reference_of(keys().src, keys()) : std::string();
}

std::string WouldQuestion::action() const {
  const std::string named = reference();
  return action_for(policy->rules, outcome(), request,
                    {admission.rule, conclusion.decision.delay, policy->rules.prepend, named});
}

WaitedMail WouldQuestion::as_mail() const {
  const std::string named = reference();
  const DecidedRequest decided{.request = request,
                               .keys = keys(),
                               .known = conclusion.known,
                               .decision = conclusion.decision,
                               .outcome = outcome(),
                               .rule = admission.rule,
                               .action = {},
                               .reference = named};
  return {{history_row_of(decided, "", now)}, Became::waits};
}

std::string WouldQuestion::entry_text() const {
  const bool domain = outcome() == Outcome::domain_awl;
  const auto& entry = domain ? conclusion.known.domain_awl : conclusion.known.from_awl;
  if (!entry) return {};
  return fmt::format("its {} is known from {} since {}, and was last seen {}",
                     domain ? "sender's domain" : "sender", shown_name(keys().src),
                     time_text(entry->first_seen), time_text(entry->last_seen));
}

std::string WouldQuestion::because() const {
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

std::string WouldQuestion::answer() const {
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
  return said + trouble;
}

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

void WouldCommand::run(std::string_view words, Control::Reply reply) {
  auto question = std::make_shared<WouldQuestion>();
  const auto named = named_words(words, question->json);
  if (!named) return reply(fmt::format("error: {}\n", named.error()));
  question->text = request_text(*named);
  question->request.parse(question->text);
  question->policy = policy_();
  question->conf_dir = conf_dir_;
  question->now = clock_();
  const PolicySet& policy = *question->policy;
  // Patterns of lists are for this thread alone.
  admit(policy.rules, policy.lists, policy.source_rules, question->request, question->admission);
  const bool all = core_.persistent().tail.each_in_memory([&](const Fact& fact) {
    if (fact.src == question->keys().src) question->unwritten.push_back(fact);
  });
  if (!all) question->trouble = "(without what waits in the journal)\n";
  const bool posted =
      core_.asking_worker().post([question, reply](PersistentStore& store) -> Worker::Completion {
        question->conclude_by(store);
        const std::string text = question->answer();
        return [reply, text] { reply("ok\n" + text); };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

}  // namespace greycache
