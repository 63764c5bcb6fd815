// The table of verbs.
#include "common/panel_verb.h"

#include <algorithm>
#include <array>

namespace greycache {

namespace {

using enum Argument::Type;

constexpr std::size_t kLongestSpan = 366 * 86400;  // seconds
constexpr std::size_t kLatestTime = 253402300799;  // of the year 9999
// A list fits a question.
constexpr std::size_t kLongestListText = 200'000;
constexpr std::size_t kMostSettings = 100;
constexpr std::size_t kMostAttributes = 64;

constexpr Argument word(std::string_view name, std::string_view help) {
  return {name, text, kLongestWord, false, help};
}
constexpr Argument needed(Argument argument) {
  argument.needed = true;
  return argument;
}

constexpr Argument kLimit{"limit", number, kMostPanelRows, false, "rows of a page"};
constexpr Argument kSince{"since", number, kLongestSpan, false, "no longer ago, in seconds"};
constexpr Argument kFilter = word("filter", "a part of what the rows hold");
constexpr Argument kWaitingFilter =
    word("filter",
         "a part of a sender, a recipient or a client; a client's address or network; a reference; "
         "from=<...>, to=<...>, client=name[address] of a line of a mail log");
constexpr Argument kPlace = word("place", "`next` of the page before");
constexpr Argument kSubject =
    needed(word("subject", "a reference, an address, a name, an organisation"));
constexpr Argument kReference = word("reference", "of the mail");
constexpr Argument kSender = word("sender", "user@domain, @domain or <>");
constexpr Argument kRecipient = word("recipient", "user@domain or @domain");
constexpr Argument kWhyKept{"why", text, kLongestWhy, false,
                            "words that are kept with it; the limit is of bytes in UTF-8"};
constexpr Argument kUntil{"until", number, kLatestTime, false,
                          "take it back only where it passes until then, in seconds since 1970"};
constexpr Argument kPassesUntil{
    "until", number, kLatestTime, false,
    "in seconds since 1970: until when it passes; to take it back, only where it passes until "
    "then"};
constexpr Argument kChoice = needed(word("choice", "in or out"));
constexpr Argument kName = needed(word("name", "of the list"));
constexpr Argument kText{"text", text, kLongestListText, true, "the whole list"};
constexpr Argument kWas = needed(word("was", "the state that the change was made from"));
constexpr Argument kSettings{"changes", members, kMostSettings, true,
                             "values by name; null takes the panel's value back"};

constexpr std::array kWaiting{
    kWaitingFilter, word("sort", "since, -since, client, sender or recipient"), kPlace, kLimit};
// Longer than any line of a log, so that what is too long is told so in words of its own.
constexpr std::size_t kLongestLine = 4 * kLongestWord;
constexpr std::array kWhy{
    Argument{"subject", text, kLongestLine, true,
             "a reference, an address, a name, an organisation, or a line of the mail log"},
    kSince};
constexpr std::array kHistory{kSince,
                              word("outcome", "outcomes, with commas between"),
                              kReference,
                              kSender,
                              kRecipient,
                              word("address", "of the sender or a recipient"),
                              word("client", "an address, a name, an organisation"),
                              kLimit};
constexpr std::array kKnown{kFilter, kPlace, kLimit};
constexpr std::array kShow{kSubject};
constexpr std::array kReport{Argument{"days", number, 30, false, "1 to 30"},
                             word("by", "organisation, sender-domain or recipient-domain")};
constexpr std::array kRelease{word("reference", "of the mail; or its sender and recipient"),
                              kSender, kRecipient};
constexpr std::array kExpect{word("action", "remove takes it back"),
                             needed(kRecipient),
                             kSender,
                             Argument{"span", number, kLongestSpan, false,
                                      "how long, in seconds; to add, that or until is needed", 1},
                             kWhyKept,
                             kPassesUntil};
constexpr std::array kExpectRemove{word("action", "remove takes it back"), needed(kRecipient),
                                   kSender, kUntil};
constexpr std::array kExpectList{word("action", "list"), kFilter, kPlace, kLimit};
constexpr std::array kNever{
    needed(word("kind", "client, sender or recipient")), needed(word("value", "whom")),
    Argument{"remove", truth, 0, false, "take it back"}, kWhyKept, kPassesUntil};
constexpr std::array kForget{
    kSubject, Argument{"source", truth, 0, false, "the subject is `src` of a row of known"},
    kWhyKept};
constexpr std::array kOptPage{kChoice, word("action", "page"), word("search", "a part of the rows"),
                              kPlace, kLimit};
constexpr std::array kOptChange{
    kChoice, word("action", "add or remove"),
    Argument{"rows", texts, kMostChangedRows, true, "domains and addresses, 20,000 at most"}};
constexpr std::array kLists{word("name", "of one list, with its text")};
constexpr std::array kRules{Argument{"attributes", members, kMostAttributes, true,
                                     "of a policy request: client_address, sender, ..."}};
constexpr std::array kListCheck{kName, kText};
constexpr std::array kListWrite{kName, kText, kWas};
constexpr std::array kSettingCheck{kSettings};
constexpr std::array kSettingWrite{kSettings, kWas};
constexpr std::array kChanges{kPlace, kLimit};

constexpr std::array kTable{
    Verb{.name = "now", .summary = "What is going on, and what is wrong", .least = Role::viewer},
    Verb{.name = "waiting",
         .summary =
             "Mail that waits; a row with let_through passes at its next attempt, and "
             "`because` says why. Where `all` is false, by sender and by recipient, there was not "
             "the time to look at every mail: the rows are in order among those that were. Where "
             "searched_all is false more mail is remembered that "
             "the filter may mean: `next` goes on with that, even behind a page without rows",
         .least = Role::viewer,
         .of_domain = OfDomain::yes,
         .arguments = kWaiting},
    Verb{.name = "why",
         .summary = "The stories of mail",
         .least = Role::viewer,
         .of_domain = OfDomain::yes,
         .arguments = kWhy},
    Verb{.name = "history",
         .summary = "Decisions of late",
         .least = Role::viewer,
         .of_domain = OfDomain::yes,
         .arguments = kHistory},
    Verb{.name = "known",
         .summary = "Who passes at once",
         .least = Role::viewer,
         .arguments = kKnown},
    Verb{.name = "show",
         .summary = "What is known of one",
         .least = Role::viewer,
         .arguments = kShow},
    Verb{.name = "report",
         .summary = "What greylisting costs and stops; where it is being counted, ask again",
         .least = Role::viewer,
         .arguments = kReport},
    Verb{.name = "release",
         .summary = "Let one mail through at its next attempt",
         .least = Role::keeper,
         .of_domain = OfDomain::yes,
         .changes = true,
         .arguments = kRelease},
    Verb{.name = "expect",
         .by = "action",
         .choice = "add",
         .summary = "Let mail pass at its first attempt for a while",
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
         .summary = "What passes at its first attempt for a while",
         .least = Role::viewer,
         .of_domain = OfDomain::yes,
         .arguments = kExpectList},
    Verb{.name = "never",
         .by = "kind",
         .choice = "client",
         .summary = "Never greylist a client, a sender or a recipient",
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
    Verb{.name = "forget",
         .summary = "What is known of one counts no more",
         .least = Role::keeper,
         .changes = true,
         .arguments = kForget},
    Verb{.name = "opt",
         .by = "action",
         .choice = "page",
         .summary = "Rows of opt-in or opt-out",
         .least = Role::viewer,
         .of_domain = OfDomain::yes,
         .arguments = kOptPage},
    Verb{.name = "opt",
         .by = "action",
         .choice = "add",
         .summary = "Add or remove rows of opt-in or opt-out; again is no fault",
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
    Verb{.name = "settings",
         .summary = "Every setting, with its explanation",
         .least = Role::viewer},
    Verb{.name = "lists",
         .summary = "The lists, or one with its text",
         .least = Role::viewer,
         .arguments = kLists},
    Verb{.name = "rules_try",
         .summary = "What a request would be answered now",
         .least = Role::viewer,
         .arguments = kRules},
    Verb{.name = "list_check",
         .summary = "What a list would be, without writing it",
         .least = Role::viewer,
         .arguments = kListCheck},
    Verb{.name = "list_write",
         .summary = "Write one of the panel's lists",
         .least = Role::admin,
         .changes = true,
         .arguments = kListWrite},
    Verb{.name = "setting_check",
         .summary = "What changed settings would be, without writing them",
         .least = Role::viewer,
         .arguments = kSettingCheck},
    Verb{.name = "setting_write",
         .summary = "Change settings; with panel_settings = write",
         .least = Role::admin,
         .changes = true,
         .arguments = kSettingWrite},
    Verb{.name = "changes",
         .summary = "Who changed what by the panel",
         .least = Role::viewer,
         .arguments = kChanges},
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
