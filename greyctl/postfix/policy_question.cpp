// Looks through all lists of restrictions.
#include "greyctl/postfix/policy_question.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/text.h"

namespace greycache {

namespace {

// In the order in which smtpd asks them.
constexpr std::array<std::string_view, 8> kLists{
    "smtpd_client_restrictions",      "smtpd_helo_restrictions",      "smtpd_sender_restrictions",
    "smtpd_relay_restrictions",       "smtpd_recipient_restrictions", "smtpd_data_restrictions",
    "smtpd_end_of_data_restrictions", "smtpd_etrn_restrictions"};

// "{ unix:x, timeout=5s, { policy_context = a b } }": what is no name and value is left out.
std::map<std::string, std::string, std::less<>> options_of(std::string_view argument) {
  std::map<std::string, std::string, std::less<>> options;
  if (!argument.starts_with('{')) return options;
  argument.remove_prefix(1);
  if (argument.ends_with('}')) argument.remove_suffix(1);
  const RestrictionList words{std::string(argument)};
  for (const Restriction& each : words.restrictions()) {
    std::string_view text =
        std::string_view(words.text()).substr(each.begin, each.end - each.begin);
    if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    options[std::string(trimmed(text.substr(0, equals)))] = trimmed(text.substr(equals + 1));
  }
  return options;
}

void add_questions(std::vector<PolicyQuestion>& questions, const std::string& master_service,
                   const std::string& list, const std::string& text) {
  const RestrictionList restrictions(text);
  for (std::size_t i = 0; i < restrictions.restrictions().size(); ++i) {
    const Restriction& each = restrictions.restrictions()[i];
    if (each.word != "check_policy_service") continue;
    questions.push_back({master_service, list, restrictions, i,
                         std::string(policy_service_of(each.argument)), options_of(each.argument)});
  }
}

std::vector<std::string> lists_of(const PostfixState& state) {
  std::vector<std::string> lists(kLists.begin(), kLists.end());
  const RestrictionList classes(state.in_force("smtpd_restriction_classes"));
  for (const Restriction& each : classes.restrictions()) {
    lists.push_back(classes.text().substr(each.begin, each.end - each.begin));
  }
  return lists;
}

}  // namespace

std::string PolicyQuestion::place() const {
  return master_service.empty() ? list : list + " of " + master_service + " in master.cf";
}

bool PolicyQuestion::comes_late() const {
  return list == "smtpd_data_restrictions" || list == "smtpd_end_of_data_restrictions";
}

std::vector<PolicyQuestion> policy_questions(const PostfixState& state) {
  std::vector<PolicyQuestion> questions;
  const auto lists = lists_of(state);
  for (const std::string& list : lists) add_questions(questions, "", list, state.in_force(list));
  for (const MasterOverride& each : state.overrides) {
    if (std::ranges::find(lists, each.name) == lists.end()) continue;
    add_questions(questions, each.service, each.name, each.value);
  }
  return questions;
}

}  // namespace greycache
