// Rows of the table, put together by their name and by how they are asked.
#include "greyweb/daemon/verb.h"

#include <algorithm>

namespace greycache::web {

namespace {

using Row = greycache::Verb;
using Rows = std::vector<const Row*>;

// A longer text is for a body.
constexpr std::size_t kLongestInAddress = std::size_t{64} << 10;

bool fits_address(const Argument& argument) {
  using enum Argument::Type;
  if (argument.type == text) return argument.most <= kLongestInAddress;
  return argument.type != texts && argument.type != members;
}

bool is_posted(const Row& row) {
  return row.changes || !std::ranges::all_of(row.arguments, fits_address);
}

bool needs(const Row& row, std::string_view name) {
  const auto found = std::ranges::find(row.arguments, name, &Argument::name);
  return found != row.arguments.end() && found->needed;
}

// Needed where each of the rows needs it, or where the choice that is meant without it is none of
// theirs.
bool need(const Rows& rows, std::string_view name) {
  const Row* const meant = greycache::find_verb(rows.front()->name, "");
  return (name == meant->by && meant != rows.front()) ||
         std::ranges::all_of(rows, [&](const Row* row) { return needs(*row, name); });
}

void add_arguments(const Rows& rows, Verb& verb) {
  for (const Row* row : rows) {
    for (Argument argument : row->arguments) {
      const bool known =
          std::ranges::find(verb.arguments, argument.name, &Argument::name) != verb.arguments.end();
      if (known || (argument.name == verb.by && verb.choices.empty())) continue;
      argument.needed = need(rows, argument.name);
      verb.arguments.push_back(argument);
    }
  }
}

Verb verb_of(const Rows& rows) {
  const Row& first = *rows.front();
  Verb verb{.name = first.name, .summary = first.summary, .posted = is_posted(first)};
  for (const Row* row : rows) {
    verb.least = std::min(verb.least, row->least);
    verb.domain_may = verb.domain_may || row->of_domain == OfDomain::yes;
  }
  verb.by = first.by;
  if (rows.size() == 1) {
    verb.choice = first.choice;
  } else {
    for (const Row* row : rows) verb.choices.push_back(row->choice);
  }
  add_arguments(rows, verb);
  return verb;
}

std::vector<Verb> all_verbs() {
  std::vector<Rows> groups;
  for (const Row& row : verb_table()) {
    const auto group = std::ranges::find_if(groups, [&](const Rows& rows) {
      return rows.front()->name == row.name && is_posted(*rows.front()) == is_posted(row);
    });
    (group == groups.end() ? groups.emplace_back() : *group).push_back(&row);
  }
  std::vector<Verb> verbs;
  for (const Rows& rows : groups) verbs.push_back(verb_of(rows));
  return verbs;
}

}  // namespace

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> all = all_verbs();
  return all;
}

const Verb* find_verb(std::string_view name, bool posted) {
  const auto found = std::ranges::find_if(
      verbs(), [&](const Verb& verb) { return verb.name == name && verb.posted == posted; });
  return found == verbs().end() ? nullptr : &*found;
}

}  // namespace greycache::web
