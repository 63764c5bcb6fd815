// The same for eyes and for programs.
#include "greycache/control/shown_entries.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "common/text.h"
#include "greycache/control/describe.h"
#include "greycache/control/entry_words.h"
#include "greycache/policy/forgotten_entries.h"

namespace greycache {

namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) {
    if (!trimmed(line).empty()) lines.emplace_back(trimmed(line));
  }
  return lines;
}

}  // namespace

std::string ShownEntries::answer(bool json, const PolicySet& policy, UnixTime now) && {
  drop_forgotten(policy.forgotten(now), facts);
  if (!json) {
    const std::string entries = describe(std::move(facts), policy.rules, now);
    return before + (entries.empty() ? nothing : entries) + after;
  }
  const ShownFacts shown = facts_to_show(std::move(facts), policy.rules, now);
  std::vector<std::string> entries;
  for (const Fact& fact : shown.facts) entries.push_back(entry_json(fact, policy.rules).text());
  if (shown.more > 0) after += fmt::format("(and {} entries more)\n", shown.more);
  return members.add("entries", json_list(entries))
             .add("notes", json_list_of_texts(lines_of(before + after)))
             .text() +
         "\n";
}

}  // namespace greycache
