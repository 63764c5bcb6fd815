// Gathers what a request is decided by, and hands it to the worker.
#include "greycache/control/would_command.h"

#include <fmt/format.h>

#include <utility>

#include "common/written_request.h"
#include "greycache/control/error_answer.h"
#include "greycache/control/history_words.h"
#include "greycache/control/would_question.h"

namespace greycache {

namespace {

std::string lines_of(const NamedWords& named) {
  std::string lines;
  for (const auto& [key, value] : named) {
    if (value.find_first_of(std::string_view("\n\0", 2)) != std::string::npos) continue;
    lines += key + "=" + value + "\n";
  }
  return lines;
}

}  // namespace

WouldCommand::WouldCommand(Core& core, const std::string& conf_dir, std::function<UnixTime()> clock,
                           std::function<std::shared_ptr<const PolicySet>()> policy)
    : core_(core), conf_dir_(conf_dir), clock_(std::move(clock)), policy_(std::move(policy)) {}

// Patterns of lists are for this thread alone. What the engine remembers of clients is shared: it
// tells the same each time.
void WouldCommand::find_sources(WouldQuestion& question) {
  const PolicySet& policy = *question.policy;
  Admission& admission = question.admission;
  if (policy.rules.greymethod != GreyMethod::organisation) {
    return admit(policy.rules, policy.lists, policy.source_rules, question.request, question.now,
                 admission);
  }
  const auto address =
      admit_without_source(policy.rules, policy.lists, question.request, admission);
  if (admission.outcome) return;
  Organisations& organisations = core_.engine().organisations();
  organisations.find(address, question.request, admission.keys, question.unit_keys,
                     question.organisation, question.standing_name);
  if (is_expected(policy.lists, question.request, question.now)) {
    admission.outcome = Outcome::expected;
  }
  if (!question.organisation.empty()) {
    question.good_standing = organisations.good_standing(question.standing_name, question.now);
    question.need_not_wait =
        organisations.need_not_wait(question.standing_name, question.unit_keys, question.now);
  }
}

void WouldCommand::gather(WouldQuestion& question) {
  find_sources(question);
  if (question.admission.outcome) return;
  question.correspondent_keys = core_.engine().correspondent_keys(question.request);
  question.may_be_expected = core_.engine().may_be_expected(Outcome::fresh);
  const auto& correspondent = question.correspondent_keys;
  const bool all = core_.persistent().tail.each_in_memory([&](const Fact& fact) {
    if (fact.src == question.keys().src) question.unwritten.push_back(fact);
    if (fact.src == question.unit_keys.src) question.unwritten_of_unit.push_back(fact);
    if (correspondent && fact.src == correspondent->src) {
      question.unwritten_of_correspondent.push_back(fact);
    }
  });
  if (!all) question.trouble = "(without what waits in the journal)\n";
}

void WouldCommand::run(std::string_view words, Control::Reply reply) {
  auto question = std::make_shared<WouldQuestion>();
  const auto named = named_words(words, question->json);
  if (!named) return reply(usage_answer(named.error()));
  question->text = written_request(lines_of(*named));
  question->request.parse(question->text);
  question->policy = policy_();
  question->conf_dir = conf_dir_;
  question->now = clock_();
  gather(*question);
  const bool posted =
      core_.asking_worker().post([question, reply](PersistentStore& store) -> Worker::Completion {
        question->conclude_by(store);
        const std::string text = question->answer();
        return [reply, text] { reply("ok\n" + text); };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

}  // namespace greycache
