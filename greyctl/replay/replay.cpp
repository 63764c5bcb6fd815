// One line after the other through admit() and decide().
#include "greyctl/replay/replay.h"

#include "common/action.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/reply.h"

namespace greycache {

namespace {

constexpr std::size_t kMostInstances = 8192;

}  // namespace

Replay::Replay(const PolicySet& policy) : Replay(policy.rules, policy.lists, policy.source_rules) {
  if (policy.rules.greymethod != GreyMethod::organisation) return;
  organisations_.emplace();
  organisations_->set_policy(policy);
}

void Replay::admit(const PolicyRequest& request, UnixTime at, Admission& admission) {
  if (!organisations_) {
    return greycache::admit(rules_, lists_, source_rules_, request, at, admission);
  }
  organisation_.clear();
  const auto address = admit_without_source(rules_, lists_, request, admission);
  if (admission.outcome) return;
  organisations_->find(address, request, admission.keys, unit_keys_, organisation_, standing_name_);
}

Replay::View Replay::view(const Rules& rules, const Keys& keys, UnixTime now,
                          const std::optional<Fact>& lent) {
  auto found = memory_.look_up(keys, false, now);
  if (lent) found.known.connect = *lent;
  Decision decision = decide(rules, keys, found.known, now);
  if (!decision.needs_tally) return {found.known, std::move(decision)};
  found = memory_.look_up(keys, true, now);
  if (lent) found.known.connect = *lent;
  const Tally tally = tally_of(found.all, keys, rules, cutoffs_at(rules, now));
  return {found.known, decide(rules, keys, found.known, now, tally)};
}

Decision Replay::decision_for(const Keys& keys, UnixTime now) {
  if (organisation_.empty()) return view(rules_, keys, now).decision;
  const bool good = organisations_->good_standing(standing_name_, now);
  const View unit = view(unit_rules(rules_, good), unit_keys_, now);
  const Opinion of_unit{&unit_keys_, unit.known, &unit.decision};
  const View narrow = view(rules_, keys, now, lent_connect(rules_, of_unit, keys, now));
  return organisations_
      ->combine(standing_name_, of_unit, {&keys, narrow.known, &narrow.decision}, {}, now)
      .decision;
}

std::string Replay::action(const PolicyRequest& request, const ReplayAnswer& answer,
                           const Keys& keys) {
  const auto given = header_given_to_.find(std::string(request.instance));
  const bool to_another = given != header_given_to_.end() && given->second != request.recipient;
  const std::string& widest = organisation_.empty() ? keys.src : organisation_;
  const std::string reference = passes(answer.outcome) ? "" : reference_of(widest, keys);
  std::string text = printable_action(
      action_for(rules_, answer.outcome, request,
                 {answer.rule, answer.delay, rules_.prepend && !to_another, reference}));
  if (!request.instance.empty() && text.starts_with("PREPEND")) {
    if (header_given_to_.size() >= kMostInstances) header_given_to_.clear();
    header_given_to_.emplace(request.instance, request.recipient);
  }
  return text;
}

tl::expected<ReplayAnswer, std::string> Replay::ask(const PolicyRequest& request, UnixTime at) {
  Admission admission;
  admit(request, at, admission);
  ReplayAnswer answer;
  answer.rule = admission.rule;
  answer.src = admission.keys.src;
  if (admission.outcome) {
    answer.outcome = *admission.outcome;
  } else {
    const Decision decision = decision_for(admission.keys, at);
    const auto kept = memory_.apply(decision.changes, at);
    if (!kept) return tl::make_unexpected(kept.error());
    answer.outcome = decision.outcome;
    answer.delay = decision.delay;
  }
  answer.action = action(request, answer, admission.keys);
  return answer;
}

std::vector<StandingRow> Replay::take_standings(UnixTime now) {
  if (!organisations_) return {};
  organisations_->count_returns(now);
  return organisations_->standing().take_changes();
}

tl::expected<std::string, std::string> Replay::answer(std::string_view line) {
  if (const auto parsed = line_.parse(line); !parsed) return tl::make_unexpected(parsed.error());
  const auto answer = ask(line_.request(), line_.at());
  if (!answer) return tl::make_unexpected(answer.error());
  return answer->json();
}

}  // namespace greycache
