// The grammar of discrimination.regexp, and its rules against a request.
#include "greycache/policy/lists/discrimination.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/text.h"
#include "greycache/policy/lists/policy_attributes.h"

namespace greycache {

namespace {

bool has_word(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_word_character);
}

// What a line says. The operator is empty where there is none of the four.
struct RuleText {
  std::string_view attribute;
  std::string_view comparison;
  std::string_view right;
};

// The first word of the line is the attribute, whatever stands before it, as in SQLgrey.
RuleText rule_text(std::string_view line) {
  const auto begin = std::find_if(line.begin(), line.end(), is_word_character);
  const auto end = std::find_if_not(begin, line.end(), is_word_character);
  const auto at = static_cast<std::size_t>(begin - line.begin());
  const auto length = static_cast<std::size_t>(end - begin);
  RuleText rule{line.substr(at, length), {}, {}};
  const std::string_view rest = trimmed(line.substr(at + length));
  const std::string_view two = rest.substr(0, 2);
  if (two == "=~" || two == "!~" || two == "==" || two == "!=") {
    rule.comparison = two;
    rule.right = trimmed(rest.substr(2));
  }
  return rule;
}

std::string_view value_of(const PolicyRequest& request, std::string_view name) {
  return request.find(name).value_or(std::string_view{}).substr(0, Pattern::kMaxSubject);
}

std::optional<ListPattern> compiled(const ListLine& line, std::string_view text, int number,
                                    ListComplaints& complaints) {
  auto pattern = ListPattern::compile(text, ListPattern::Case::sensitive,
                                      fmt::format("{}:{}", complaints.file(), line.number));
  if (pattern) return std::move(*pattern);
  complaints.add(line.number,
                 fmt::format("\"{}\" is no regular expression: {}; rule {} never matches",
                             escaped(text), pattern.error(), number));
  return std::nullopt;
}

// Below are rules that are kept, as in SQLgrey, but are hardly what was meant.

void check_name(const ListLine& line, std::string_view name, ListComplaints& complaints) {
  if (is_policy_attribute(name)) return;
  const std::string_view near = nearest(name, policy_attributes());
  complaints.add(line.number, fmt::format("Postfix has no attribute \"{}\"; {}", escaped(name),
                                          near.empty() ? "see SMTPD_POLICY_README"
                                                       : fmt::format("did you mean {}?", near)));
}

void check_other_name(const ListLine& line, const RuleText& text, ListComplaints& complaints) {
  const std::string_view name = text.right;
  if (!name.empty() && std::all_of(name.begin(), name.end(), is_word_character)) {
    return check_name(line, name, complaints);
  }
  complaints.add(line.number,
                 fmt::format("\"{}\" is no attribute's name, which {} compares with; for "
                             "a text use =~ ^text$",
                             escaped(name), text.comparison));
}

void check_comment(const ListLine& line, ListComplaints& complaints) {
  if (!line.cut_inside_word) return;
  complaints.add(line.number,
                 "what follows \"#\" is a comment and no part of the rule; write \\x23 for a \"#\" "
                 "in a pattern, or a blank before a comment");
}

void check_delimiters(const ListLine& line, const RuleText& text, ListComplaints& complaints) {
  const std::string_view meant = inside_delimiters(text.right);
  if (meant.empty()) return;
  complaints.add(
      line.number,
      fmt::format("the {} around the pattern count as a part of it; write {} {} {}",
                  text.right.back() == '"' || text.right.back() == '\'' ? "quotes" : "slashes",
                  escaped(text.attribute), text.comparison, escaped(meant)));
}

// A pattern of nothing is found in everything: all mail would be suspicious.
void complain_of_nothing(const ListLine& line, int number, ListComplaints& complaints) {
  complaints.add(line.number,
                 fmt::format("there is no pattern behind the operator; write one, . for any text; "
                             "rule {} never matches",
                             number));
}

}  // namespace

Discrimination Discrimination::parse(std::string_view text, ListComplaints& complaints) {
  Discrimination rules;
  rules.append(text, complaints);
  return rules;
}

void Discrimination::append(std::string_view text, ListComplaints& complaints) {
  ListAllowance allowance(ListAllowance::kMostPatterns, "rules");
  for (const ListLine& line : list_lines(text, complaints)) {
    if (has_word(line.text)) {
      if (allowance.take(line.number)) add_line(line, ++last_number_, complaints);
    } else {
      complaints.add(line.number, fmt::format("\"{}\" is no rule; write: attribute =~ pattern",
                                              escaped(line.text)));
    }
  }
  allowance.tell(complaints);
}

void Discrimination::add_line(const ListLine& line, int number, ListComplaints& complaints) {
  const RuleText text = rule_text(line.text);
  if (text.comparison.empty()) {
    complaints.add(line.number,
                   fmt::format("\"{}\" has no operator (=~, !~, == or !=) behind its attribute; "
                               "rule {} never matches",
                               escaped(line.text), number));
    return;
  }
  check_name(line, text.attribute, complaints);
  check_comment(line, complaints);
  Rule rule{number, std::string(text.attribute), text.comparison[0] == '!', {}, {}};
  if (text.comparison[1] == '~') {
    if (text.right.empty()) return complain_of_nothing(line, number, complaints);
    check_delimiters(line, text, complaints);
    rule.pattern = compiled(line, text.right, number, complaints);
    if (!rule.pattern) return;
  } else {
    check_other_name(line, text, complaints);
    rule.other_attribute = text.right;
  }
  rules_.push_back(std::move(rule));
}

std::optional<int> Discrimination::first_match(const PolicyRequest& request) const {
  const std::uint32_t steps = ListPattern::steps_of_each(rules_.size());
  int runaways = 0;
  for (const Rule& rule : rules_) {
    bool ran_away = false;
    if (rule.matches(request, steps, ran_away)) return rule.number;
    if (ran_away && ++runaways == kMostRunaways) return std::nullopt;
  }
  return std::nullopt;
}

std::vector<int> Discrimination::all_matches(const PolicyRequest& request) const {
  std::vector<int> numbers;
  for (const Rule& rule : rules_) {
    bool ran_away = false;
    if (!rule.pattern && !request.find(rule.other_attribute)) continue;
    if (rule.matches(request, Pattern::kMostSteps, ran_away)) numbers.push_back(rule.number);
  }
  return numbers;
}

bool Discrimination::Rule::matches(const PolicyRequest& request, std::uint32_t most_steps,
                                   bool& ran_away) const {
  if (!request.find(attribute)) return false;
  const std::string_view value = value_of(request, attribute);
  const bool alike = pattern ? pattern->matches(value, most_steps, ran_away)
                             : value == value_of(request, other_attribute);
  return alike != negated;
}

}  // namespace greycache
