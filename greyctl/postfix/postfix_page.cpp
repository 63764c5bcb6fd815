// Lines of master.cf and main.cf.
#include "greyctl/postfix/postfix_page.h"

#include <fmt/format.h>

#include "greyctl/postfix/restriction_list.h"

namespace greycache {

namespace {

// The command on a line of its own.
std::string entry_text(const std::string& entry) {
  const std::size_t command = entry.find(" user=");
  if (command == std::string::npos) return entry + "\n";
  return entry.substr(0, command) + "\n  " + entry.substr(command + 1) + "\n";
}

std::string setting_text(const std::string& name, const std::string& value) {
  if (name != kRecipientRestrictions) return fmt::format("{} = {}\n", name, value);
  std::string text = name + " =";
  const RestrictionList list(value);
  for (const Restriction& each : list.restrictions()) {
    text += each.begin == list.restrictions().front().begin ? "\n    " : ",\n    ";
    text += value.substr(each.begin, each.end - each.begin);
  }
  return text + "\n";
}

}  // namespace

std::string plan_text(const PostfixPlan& plan, const std::string& directory) {
  std::string master;
  if (!plan.entry.empty()) master += entry_text(plan.entry);
  if (plan.remove_entry) master += fmt::format("# without {}\n", kServiceEntry);
  std::string main;
  for (const auto& [name, value] : plan.settings) main += setting_text(name, value);
  for (const std::string& name : plan.removed) main += fmt::format("# without {}\n", name);
  std::string text;
  if (!master.empty()) text += fmt::format("# {}/master.cf\n{}", directory, master);
  if (!main.empty())
    text += fmt::format("{}# {}/main.cf\n{}", text.empty() ? "" : "\n", directory, main);
  return text;
}

}  // namespace greycache
