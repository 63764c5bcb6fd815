// The table of verbs.
#include "greycache/panel/verb.h"

#include <algorithm>
#include <array>

namespace greycache {

namespace {

using enum Argument::Type;

constexpr std::size_t kLongestSpan = 366 * 86400;  // seconds

constexpr Argument word(std::string_view name, bool needed = false) {
  return {name, text, kLongestWord, needed};
}
constexpr Argument kLimit{"limit", number, kMostPanelRows, false};
constexpr Argument kSince{"since", number, kLongestSpan, false};

constexpr std::array kWaiting{word("filter"), word("sort"), word("place"), kLimit};
// Longer than any line of a log, so that what is too long is told so in words of its own.
constexpr std::size_t kLongestLine = 4 * kLongestWord;
constexpr std::array kWhy{Argument{"subject", text, kLongestLine, true}, kSince};
constexpr std::array kHistory{kSince,
                              word("outcome"),
                              word("reference"),
                              word("sender"),
                              word("recipient"),
                              word("address"),
                              word("client"),
                              kLimit};
constexpr std::array kKnown{word("filter"), word("place"), kLimit};
constexpr std::array kSubject{word("subject", true)};
constexpr std::array kReport{Argument{"days", number, 30, false}, word("by")};
constexpr std::array kRelease{word("reference"), word("sender"), word("recipient")};
constexpr std::array kExpect{word("action"), word("recipient", true), word("sender"),
                             Argument{"span", number, kLongestSpan, true}, word("why")};
constexpr std::array kExpectRemove{word("action"), word("recipient", true), word("sender")};
constexpr std::array kExpectList{word("action"), word("place"), kLimit};
constexpr std::array kNever{word("kind", true), word("value", true),
                            Argument{"remove", truth, 0, false}};
constexpr std::array kForget{word("subject", true), word("why")};
constexpr std::array kOptPage{word("choice", true), word("action"), word("search"), word("place"),
                              kLimit};
constexpr std::array kOptChange{word("choice", true), word("action"),
                                Argument{"rows", texts, kMostChangedRows, true}};
constexpr std::array kLists{word("name")};
// A list fits a question.
constexpr std::size_t kLongestListText = 200'000;
constexpr std::size_t kMostSettings = 100;

constexpr std::array kListCheck{word("name", true), Argument{"text", text, kLongestListText, true},
                                word("was")};
constexpr std::array kListWrite{word("name", true), Argument{"text", text, kLongestListText, true},
                                word("was", true)};
constexpr std::array kSettingCheck{Argument{"changes", members, kMostSettings, true}, word("was")};
constexpr std::array kSettingWrite{Argument{"changes", members, kMostSettings, true},
                                   word("was", true)};
constexpr std::array kChanges{word("place"), kLimit};
constexpr std::array kRules{Argument{"attributes", members, 64, true}};

constexpr std::array kTable{
    Verb{.name = "now", .least = Role::viewer},
    Verb{.name = "waiting",
         .least = Role::viewer,
         .of_domain = OfDomain::yes,
         .arguments = kWaiting},
    Verb{.name = "why", .least = Role::viewer, .of_domain = OfDomain::yes, .arguments = kWhy},
    Verb{.name = "history",
         .least = Role::viewer,
         .of_domain = OfDomain::yes,
         .arguments = kHistory},
    Verb{.name = "known", .least = Role::viewer, .arguments = kKnown},
    Verb{.name = "show", .least = Role::viewer, .arguments = kSubject},
    Verb{.name = "report", .least = Role::viewer, .arguments = kReport},
    Verb{.name = "release",
         .least = Role::keeper,
         .of_domain = OfDomain::yes,
         .changes = true,
         .arguments = kRelease},
    Verb{.name = "expect",
         .by = "action",
         .choice = "add",
         .least = Role::keeper,
         .of_domain = OfDomain::yes,
         .changes = true,
         .arguments = kExpect},
    Verb{.name = "expect",
         .by = "action",
         .choice = "remove",
         .least = Role::keeper,
         .of_domain = OfDomain::yes,
         .changes = true,
         .arguments = kExpectRemove},
    Verb{.name = "expect",
         .by = "action",
         .choice = "list",
         .least = Role::keeper,
         .of_domain = OfDomain::yes,
         .arguments = kExpectList},
    Verb{.name = "never",
         .by = "kind",
         .choice = "client",
         .least = Role::keeper,
         .changes = true,
         .arguments = kNever},
    Verb{.name = "never",
         .by = "kind",
         .choice = "sender",
         .least = Role::keeper,
         .changes = true,
         .arguments = kNever},
    Verb{.name = "never",
         .by = "kind",
         .choice = "recipient",
         .least = Role::keeper,
         .of_domain = OfDomain::yes,
         .changes = true,
         .arguments = kNever},
    Verb{.name = "forget", .least = Role::keeper, .changes = true, .arguments = kForget},
    Verb{.name = "opt",
         .by = "action",
         .choice = "page",
         .least = Role::viewer,
         .of_domain = OfDomain::yes,
         .arguments = kOptPage},
    Verb{.name = "opt",
         .by = "action",
         .choice = "add",
         .least = Role::keeper,
         .of_domain = OfDomain::yes,
         .changes = true,
         .arguments = kOptChange},
    Verb{.name = "opt",
         .by = "action",
         .choice = "remove",
         .least = Role::keeper,
         .of_domain = OfDomain::yes,
         .changes = true,
         .arguments = kOptChange},
    Verb{.name = "settings", .least = Role::viewer},
    Verb{.name = "lists", .least = Role::viewer, .arguments = kLists},
    Verb{.name = "rules_try", .least = Role::viewer, .arguments = kRules},
    Verb{.name = "list_check", .least = Role::viewer, .arguments = kListCheck},
    Verb{.name = "list_write", .least = Role::admin, .changes = true, .arguments = kListWrite},
    Verb{.name = "setting_check", .least = Role::viewer, .arguments = kSettingCheck},
    Verb{
        .name = "setting_write", .least = Role::admin, .changes = true, .arguments = kSettingWrite},
    Verb{.name = "changes", .least = Role::viewer, .arguments = kChanges},
};

}  // namespace

std::span<const Verb> verb_table() {
  return kTable;
}

const Verb* find_verb(std::string_view name, std::string_view choice) {
  const auto found = std::ranges::find_if(kTable, [&](const Verb& verb) {
    return verb.name == name && (choice.empty() || verb.choice == choice);
  });
  return found == kTable.end() ? nullptr : &*found;
}

std::string_view choosing_argument(std::string_view name) {
  const Verb* verb = find_verb(name, "");
  return verb == nullptr ? std::string_view() : verb->by;
}

bool may(const Verb& verb, Role role, bool has_domain) {
  return role >= verb.least && (!has_domain || verb.of_domain == OfDomain::yes);
}

}  // namespace greycache
