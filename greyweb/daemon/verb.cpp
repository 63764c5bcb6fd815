// One row a question.
#include "greyweb/daemon/verb.h"

#include <algorithm>
#include <array>

namespace greycache::web {

namespace {

using Kind = ArgumentKind;

constexpr Argument kFilter{"filter", Kind::text, false, "a part of what the rows hold"};
constexpr Argument kPlace{"place", Kind::text, false, "`next` of the page before"};
constexpr Argument kLimit{"limit", Kind::number, false, "rows of a page"};
constexpr Argument kSubject{"subject", Kind::text, true,
                            "a reference, an address, a name, an organisation"};
constexpr Argument kSender{"sender", Kind::text, false, "user@domain, @domain or <>"};
constexpr Argument kRecipient{"recipient", Kind::text, false, "user@domain or @domain"};
constexpr Argument kName{"name", Kind::text, true, "of the list"};
constexpr Argument kText{"text", Kind::text, true, "the whole list"};
constexpr Argument kWas{"was", Kind::text, true, "the state that the change was made from"};
constexpr Argument kChoice{"choice", Kind::text, true, "in or out"};
constexpr Argument kChanges{"changes", Kind::object, true,
                            "values by name; null takes the panel's value back"};

constexpr std::array kWaiting{
    kFilter, Argument{"sort", Kind::text, false, "since, -since, client, sender or recipient"},
    kPlace, kLimit};
constexpr std::array kWhy{Argument{"subject", Kind::text, true,
                                   "a reference, an address, a name, an organisation, or a line "
                                   "of the mail log"},
                          Argument{"since", Kind::number, false, "no longer ago, in seconds"}};
constexpr std::array kHistory{
    Argument{"since", Kind::number, false, "no longer ago, in seconds"},
    Argument{"outcome", Kind::text, false, "outcomes, with commas between"},
    Argument{"reference", Kind::text, false, "of the mail"},
    kSender,
    kRecipient,
    Argument{"client", Kind::text, false, "an address, a name, an organisation"},
    kLimit};
constexpr std::array kKnown{kFilter, kPlace, kLimit};
constexpr std::array kShow{kSubject};
constexpr std::array kReport{
    Argument{"days", Kind::number, false, "1 to 30"},
    Argument{"by", Kind::text, false, "organisation, sender-domain or recipient-domain"}};
constexpr std::array kRelease{
    Argument{"reference", Kind::text, false, "of the mail; or its sender and recipient"}, kSender,
    kRecipient};
constexpr std::array kExpect{Argument{"action", Kind::text, false, "remove takes it back"},
                             Argument{"recipient", Kind::text, true, "user@domain or @domain"},
                             kSender, Argument{"span", Kind::number, false, "how long, in seconds"},
                             Argument{"why", Kind::text, false, "words that are kept with it"}};
constexpr std::array kNever{Argument{"kind", Kind::text, true, "client, sender or recipient"},
                            Argument{"value", Kind::text, true, "whom"},
                            Argument{"remove", Kind::flag, false, "take it back"}};
constexpr std::array kForget{kSubject,
                             Argument{"why", Kind::text, false, "words that are kept with it"}};
constexpr std::array kOptPage{kChoice, Argument{"search", Kind::text, false, "a part of the rows"},
                              kPlace, kLimit};
constexpr std::array kOptChange{
    Argument{"action", Kind::text, true, "add or remove"}, kChoice,
    Argument{"rows", Kind::list, true, "domains and addresses, 20,000 at most"}};
constexpr std::array kLists{Argument{"name", Kind::text, false, "of one list, with its text"}};
constexpr std::array kListCheck{kName, kText};
constexpr std::array kListWrite{kName, kText, kWas};
constexpr std::array kTry{
    Argument{"attributes", Kind::object, true, "of a policy request: client_address, sender, ..."}};
constexpr std::array kSettingCheck{kChanges};
constexpr std::array kSettingWrite{kChanges, kWas};
constexpr std::array kPages{kPlace, kLimit};

constexpr std::array kVerbs{
    Verb{.name = "now", .summary = "What is going on, and what is wrong"},
    Verb{
        .name = "waiting", .summary = "Mail that waits", .domain_may = true, .arguments = kWaiting},
    Verb{.name = "why", .summary = "The stories of mail", .domain_may = true, .arguments = kWhy},
    Verb{.name = "history",
         .summary = "Decisions of late",
         .domain_may = true,
         .arguments = kHistory},
    Verb{.name = "known", .summary = "Who passes at once", .arguments = kKnown},
    Verb{.name = "show", .summary = "What is known of one", .arguments = kShow},
    Verb{.name = "report",
         .summary = "What greylisting costs and stops; where it is being counted, ask again",
         .arguments = kReport},
    Verb{.name = "release",
         .summary = "Let one mail through at its next attempt",
         .least = Role::operating,
         .domain_may = true,
         .changes = true,
         .arguments = kRelease},
    Verb{.name = "expect",
         .summary = "What passes at its first attempt for a while",
         .least = Role::operating,
         .domain_may = true,
         .action = "list",
         .arguments = kPages},
    Verb{.name = "expect",
         .summary = "Let mail pass at its first attempt for a while",
         .least = Role::operating,
         .domain_may = true,
         .changes = true,
         .arguments = kExpect},
    Verb{.name = "never",
         .summary = "Never greylist a client, a sender or a recipient",
         .least = Role::operating,
         .domain_may = true,
         .changes = true,
         .arguments = kNever},
    Verb{.name = "forget",
         .summary = "What is known of one counts no more",
         .least = Role::operating,
         .changes = true,
         .arguments = kForget},
    Verb{.name = "opt",
         .summary = "Rows of opt-in or opt-out",
         .domain_may = true,
         .action = "page",
         .arguments = kOptPage},
    Verb{.name = "opt",
         .summary = "Add or remove rows of opt-in or opt-out; again is no fault",
         .least = Role::operating,
         .domain_may = true,
         .changes = true,
         .arguments = kOptChange},
    Verb{.name = "lists", .summary = "The lists, or one with its text", .arguments = kLists},
    Verb{.name = "list_check",
         .summary = "What a list would be, without writing it",
         .changes = true,
         .arguments = kListCheck},
    Verb{.name = "list_write",
         .summary = "Write one of the panel's lists",
         .least = Role::admin,
         .changes = true,
         .arguments = kListWrite},
    Verb{.name = "rules_try",
         .summary = "What a request would be answered now",
         .changes = true,
         .arguments = kTry},
    Verb{.name = "settings", .summary = "Every setting, with its explanation"},
    Verb{.name = "setting_check",
         .summary = "What changed settings would be, without writing them",
         .changes = true,
         .arguments = kSettingCheck},
    Verb{.name = "setting_write",
         .summary = "Change settings; with panel_settings = write",
         .least = Role::admin,
         .changes = true,
         .arguments = kSettingWrite},
    Verb{.name = "changes", .summary = "Who changed what by the panel", .arguments = kPages},
};

}  // namespace

std::span<const Verb> verbs() {
  return kVerbs;
}

const Verb* find_verb(std::string_view name, bool changes) {
  const auto found = std::ranges::find_if(
      kVerbs, [&](const Verb& verb) { return verb.name == name && verb.changes == changes; });
  return found == kVerbs.end() ? nullptr : found;
}

}  // namespace greycache::web
