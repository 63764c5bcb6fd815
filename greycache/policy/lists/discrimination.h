// Discrimination: only mail that looks suspicious by one of the operator's rules is greylisted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/policy_request.h"
#include "greycache/policy/lists/list_pattern.h"
#include "greycache/policy/lists/list_text.h"

namespace greycache {

// The rules of a discrimination.regexp, by SQLgrey's grammar: "attribute =~ regexp",
// "attribute !~ regexp" (Perl's, case-sensitive), "attribute == other_attribute",
// "attribute != other_attribute". Immutable, used by one thread at a time (patterns note that they
// ran away).
class Discrimination {
 public:
  Discrimination() = default;

  // A line with a word in it takes the next rule number, from 1, also where it is wrong (no
  // operator, no pattern, or no regular expression): such a rule never matches and is complained
  // of. A line without a word takes none. Complained of and kept as they are: an attribute that
  // Postfix does not have, a pattern in slashes or quotes, one that a "#" has cut. Rules behind the
  // first ListAllowance::kMostPatterns are left out.
  static Discrimination parse(std::string_view text, ListComplaints& complaints);
  // The rules of a further file behind these: numbers go on.
  void append(std::string_view text, ListComplaints& complaints);

  // The number of the first rule, in file order, that matches the request's raw attributes (as in
  // SQLgrey, cut to Pattern::kMaxSubject bytes); empty: nothing is suspicious. A rule whose
  // attribute the request does not have is skipped, whatever its operator. An absent right-hand
  // attribute counts as empty. A pattern that runs away counts as not matching, so that "!~" holds.
  // Where kMostRunaways have, the rules behind them are not tried.
  std::optional<int> first_match(const PolicyRequest& request) const;

  // The numbers of all rules that match, for an operator who asks about a part of a request: a
  // rule that compares with an attribute which the request does not have is left out.
  std::vector<int> all_matches(const PolicyRequest& request) const;

  static constexpr int kMostRunaways = 10;

  // Rules that can match.
  std::size_t size() const { return rules_.size(); }

 private:
  struct Rule {
    int number = 0;
    std::string attribute;
    bool negated = false;
    std::optional<ListPattern> pattern;  // empty: compare with other_attribute
    std::string other_attribute;

    bool matches(const PolicyRequest& request, std::uint32_t most_steps, bool& ran_away) const;
  };

  void add_line(const ListLine& line, int number, ListComplaints& complaints);

  std::vector<Rule> rules_;
  int last_number_ = 0;
};

}  // namespace greycache
