// From an operator's word to names that are forgotten, and to their entries.
#include "greycache/control/forget_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "common/json_object.h"
#include "common/network_width.h"
#include "common/text.h"
#include "common/typed_log.h"
#include "common/utf8.h"
#include "greycache/control/decoded_words.h"
#include "greycache/control/describe.h"
#include "greycache/control/error_answer.h"
#include "greycache/control/written_sources.h"
#include "greycache/policy/ages.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/sender_names.h"

namespace greycache {

namespace {

using Scope = ForgottenName::Scope;

std::string cannot_be_meant(const std::string& what) {
  return fmt::format(
      "'{}' names nobody; write an ADDRESS (192.0.2.1, 2001:db8::1), a NETWORK (192.0.2, "
      "192.0.2.0/24, 2001:db8::/64), a client's organisation (outlook.com), a sender "
      "(user@domain), "
      "@domain for all of a sender's domain, '<>' for the null sender, '<user>' for one without a "
      "domain, or --source and the name of a source as show prints it",
      shown_text(what, 100));
}

constexpr std::string_view kWithItsNetwork = "what was known of {} and of its network {}";
constexpr std::string_view kNotStored =
    "nothing was forgotten: {}. Try again once the store is back (greyctl stats)";

constexpr std::string_view kNotTakenBack =
    "nothing was taken back: {}. Try again once the store is back (greyctl stats)";
constexpr std::string_view kNotKnown =
    "what is forgotten is not known: the store has not been read since the start (greyctl stats)";

std::string too_wide(const std::string& what, const Network& network) {
  return fmt::format(
      "'{}' is wider than a /{}, the widest network that is forgotten at once: too much mail would "
      "be a first attempt; forget the networks in it that are meant",
      shown_text(what, 100), widest_prefix(network));
}

// Why that is too much at once; empty where it is not.
std::string complaint_of_width(const std::string& what) {
  const auto network = Network::parse(what);
  return network && is_too_wide(*network) ? too_wide(what, *network) : "";
}

// What is known of that name, or nullptr.
const Expectation* row_of(const Expectations* known, const ForgottenName& name) {
  if (known == nullptr) return nullptr;
  const Expectation names = forgotten_row(name, 0, 0, "");
  return known->find(names.recipient, names.sender);
}

// The greatest age of anything that was seen.
UnixTime longest(const Ages& ages) {
  return std::max({ages.connect, ages.awl, ages.correspondent});
}

// Those of a network of IPv4 are found by what their names begin with.
void add_sources_within(const Network& network, Eraser::Task& task) {
  const auto octets = static_cast<std::size_t>(std::min(network.prefix / 8, 3));
  const std::string beginning = octets == 0 ? "" : network.address.dotted_octets(octets);
  if (octets > 0) task.sources.push_back(beginning);
  task.prefixes.push_back(octets == 0 ? "" : beginning + '.');
}

bool name_fits_in_row(const ForgottenName& name) {
  return !name.name.empty() && name.name.size() <= kExpectedNameLimit && is_utf8(name.name);
}

std::string_view scope_word(Scope scope) {
  switch (scope) {
    case Scope::organisation:
      return "organisation";
    case Scope::sender:
      return "sender";
    case Scope::sender_at_organisation:
      return "sender at organisations";
    case Scope::network:
      return "network";
    case Scope::source:
      break;
  }
  return "source";
}

// A sender's "DOMAIN NAME" as an address.
std::string name_text(const ForgottenName& name) {
  const bool sender = name.scope == Scope::sender || name.scope == Scope::sender_at_organisation;
  if (!sender) return name.name;
  const std::size_t blank = std::min(name.name.find(' '), name.name.size());
  const std::string user(trimmed(std::string_view(name.name).substr(blank)));
  return name_of_part(user) + '@' + name_of_part(name.name.substr(0, blank));
}

std::string listed_name(const ForgottenName& name) {
  return shown_text(name_text(name), kExpectedNameLimit);
}

// By a list, which is what an operator copies a name from.
bool is_listed_as(const ForgottenName& name, const std::string& written) {
  return written == listed_name(name) || written == name_text(name);
}

std::string line_of(const ForgottenName& name, const Expectation& row) {
  std::string text = fmt::format("  {} {}: forgotten {}", scope_word(name.scope), listed_name(name),
                                 time_text(row.until));
  if (!row.why.empty()) text += ": " + shown_text(row.why, kExpectedWhyLimit * 4);
  return text + "\n";
}

std::string json_of(const ForgottenName& name, const Expectation& row) {
  return "  " +
         JsonObject()
             .add_text("scope", scope_word(name.scope))
             .add_text("name", name_text(name))
             .add_number("forgotten_at", row.until)
             .add_text("why", row.why)
             .text() +
         "\n";
}

}  // namespace

void ForgetCommands::run(std::string_view text, const Control::Reply& reply) {
  const auto words = decoded_words(text);
  const std::string& action = words.front();
  if (words.size() == 3 && action == "add") {
    if (auto why = complaint_of_width(words[1]); !why.empty())
      return reply(usage_answer(std::move(why)));
    return add(meant_by(words[1]), words[2], reply);
  }
  if (words.size() == 3 && action == "add-source") {
    return add(of_source(words[1]), words[2], reply);
  }
  if (words.size() == 2 && action == "remove") {
    return take_back(meant_by(words[1]), words[1], reply);
  }
  if (words.size() == 2 && action == "remove-source") {
    return take_back(of_source(words[1]), words[1], reply);
  }
  if (words.size() == 3 && action == "list") return list(words, false, reply);
  if (words.size() == 3 && action == "list-json") return list(words, true, reply);
  reply(usage_answer(
      "write add WHAT WHY, add-source NAME WHY, remove WHAT, remove-source NAME, or list "
      "SCOPE NAME, each word percent-encoded"));
}

ForgetCommands::MeantResult ForgetCommands::meant_by(const std::string& what) const {
  if (const auto written = written_party(what)) {
    if (!written->rest.empty()) return tl::make_unexpected(cannot_be_meant(what));
    return of_sender(written->address);
  }
  if (const auto network = Network::parse(what)) return of_network(*network);
  if (looks_like_domain(what)) return of_organisation(what);
  return tl::make_unexpected(cannot_be_meant(what));
}

ForgetCommands::Meant ForgetCommands::of_source(const std::string& src) const {
  return of_sources({src}, fmt::format("what stood under the source {}", shown_text(src, 100)));
}

ForgetCommands::Meant ForgetCommands::of_sources(std::vector<std::string> sources,
                                                 std::string said) const {
  Meant meant;
  std::ranges::sort(sources);
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  for (const std::string& src : sources) meant.names.push_back({Scope::source, src});
  meant.task.sources = std::move(sources);
  meant.said = std::move(said);
  if (around_.policy()->rules.greymethod == GreyMethod::organisation) {
    meant.note = "(what the organisation of a client has counts on: greyctl forget ORGANISATION)\n";
  }
  return meant;
}

ForgetCommands::Meant ForgetCommands::of_address(const IpAddress& address) const {
  const auto sources = sources_of(address, around_.policy()->rules.ipv6_prefix);
  return of_sources(sources, fmt::format(kWithItsNetwork, sources.front(), sources.back()));
}

// One that is narrower than the network that its clients may be keyed by is forgotten with that, as
// an address is.
ForgetCommands::Meant ForgetCommands::of_network(const Network& network) const {
  if (network.prefix == network.address.bits()) return of_address(network.address);
  const std::string text = network.text();
  const int key_prefix = network.address.is_ipv4() ? 24 : around_.policy()->rules.ipv6_prefix;
  std::vector<std::string> sources{text};
  std::string said = fmt::format("what was known of the network {}", text);
  if (network.prefix > key_prefix) {
    sources.push_back(sources_of(network.address, key_prefix).back());
    said = fmt::format(kWithItsNetwork, text, sources.back());
  }
  Meant meant = of_sources(std::move(sources), std::move(said));
  std::ranges::replace(meant.names, ForgottenName{Scope::source, text},
                       ForgottenName{Scope::network, text});
  if (network.address.is_ipv4()) add_sources_within(network, meant.task);
  return meant;
}

// Where clients are known by their organisation a sender is by his, too.
ForgetCommands::Meant ForgetCommands::of_sender(const std::string& address) const {
  const SenderNames names = sender_names(address, "");
  const bool whole_domain = address.starts_with('@');
  const std::string organisation =
      key_part(around_.organisation_of(name_of_part(names.domain)), kOrganisationLimit);
  std::set<std::string> users{""};
  if (!whole_domain) {
    users = {names.awl_names.begin(), names.awl_names.end()};
    users.insert(names.name);
  }
  Meant meant;
  for (const std::string& user : users) {
    meant.names.push_back({Scope::sender, forgotten_sender(names.domain, user)});
    meant.names.push_back({Scope::sender_at_organisation, forgotten_sender(organisation, user)});
  }
  for (const std::string& domain : std::set<std::string>{names.domain, organisation}) {
    FactSearch search;
    search.sender_domain = domain;
    if (!whole_domain) search.sender_name = names.name;
    if (!whole_domain) search.awl_names = names.awl_names;
    meant.task.searches.push_back(std::move(search));
  }
  const std::string shown = shown_text(address.empty() ? "the null sender" : address, 300);
  const std::string domain = shown_text(name_of_part(names.domain), 300);
  if (whole_domain) {
    meant.said = fmt::format("what was known of all senders of {}", domain);
  } else {
    meant.said = fmt::format("what was known of {} as a sender", shown);
    if (!address.empty()) {
      meant.note = fmt::format(
          "(where all of {0} is known he passes with it: greyctl forget @{0})\n", domain);
    }
  }
  return meant;
}

ForgetCommands::MeantResult ForgetCommands::of_organisation(const std::string& name) const {
  const std::string organisation =
      around_.policy()->list_set->suffix_list->registrable_domain(name);
  if (organisation.empty()) {
    return tl::make_unexpected(
        fmt::format("'{}' belongs to no organisation: it has no registrable domain; for all "
                    "senders of a domain write @domain",
                    shown_text(name, 100)));
  }
  const std::string part = key_part(organisation, kOrganisationLimit);
  Meant meant;
  meant.names.push_back({Scope::organisation, part});
  meant.task.prefixes.push_back(part + '@');
  meant.said =
      fmt::format("what was known of clients of the organisation {}", shown_text(organisation));
  meant.note = fmt::format(
      "(what their networks have counts on, as does what is known of its senders: greyctl forget "
      "NETWORK, greyctl forget @{})\n",
      shown_text(organisation));
  return meant;
}

void ForgetCommands::add(MeantResult meant, const std::string& written_why,
                         const Control::Reply& reply) {
  if (!meant) return reply(usage_answer(meant.error()));
  const auto why = parse_expected_why(written_why);
  if (!why) return reply(usage_answer(why.error()));
  if (!std::ranges::all_of(meant->names, name_fits_in_row)) {
    return reply(usage_answer(
        "that name is empty, too long or no UTF-8, and cannot be written down; forget the "
        "SOURCE that it writes from"));
  }
  const UnixTime at = around_.now() + kMargin;
  auto [rows, taken, without_room] = admitted(watch_.known().get(), rows_of(*meant, at, *why));
  if (!without_room.empty()) return reply(error_answer(no_room_for_expectations()));
  for (const ForgottenName& name : meant->names) meant->task.forgotten.add(name, at);
  meant->task.wanted = [this, names = meant->names] { return is_forgotten(names); };
  watch_.remember(std::move(rows), [this, meant = *std::move(meant), why = *why,
                                    reply](const StoreResult<void>& stored) {
    if (!stored) return reply(error_answer(fmt::format(kNotStored, stored.error().message)));
    const bool erases = eraser_.add(meant.task, std::chrono::seconds(kMargin + 1));
    log_typed(LogType::conf, 2, "{} is forgotten{}", in_ascii(meant.said),
              why.empty() ? "" : ": " + in_ascii(why));
    reply(fmt::format("ok\n{} is forgotten: the next mail is a first attempt\n{}{}", meant.said,
                      meant.note,
                      erases ? ""
                             : "(it stays in the stores, and counts no more, until its age is "
                               "over: too much is being deleted)\n"));
  });
}

ExpectationLines ForgetCommands::rows_of(const Meant& meant, UnixTime at,
                                         const std::string& why) const {
  const auto known = watch_.known();
  const UnixTime kept_until = at + longest(ages_of(around_.policy()->rules));
  ExpectationLines rows;
  for (const ForgottenName& name : meant.names) {
    Expectation row = forgotten_row(name, at, kept_until, why);
    const Expectation* standing = row_of(known.get(), name);
    rows.emplace_back(0, standing == nullptr ? row : later_than(*standing, std::move(row)));
  }
  return rows;
}

bool ForgetCommands::is_forgotten(const std::vector<ForgottenName>& names) const {
  const auto known = watch_.known();
  return !known || std::ranges::all_of(names, [&](const ForgottenName& name) {
    const Expectation* row = row_of(known.get(), name);
    return row == nullptr || forgets(*row);
  });
}

void ForgetCommands::take_back(const MeantResult& meant, const std::string& written,
                               const Control::Reply& reply) {
  const auto known = watch_.known();
  const bool complete = known && watch_.complete();
  if (!complete && meant) return reply(error_answer(kNotKnown));
  std::vector<Expectation> rows;
  if (complete) {
    known->each([&](const Expectation& row) {
      if (!forgets(row)) return;
      const auto name = forgotten_name_of(row);
      const bool is_meant = meant && std::ranges::find(meant->names, *name) != meant->names.end();
      if (is_meant || is_listed_as(*name, written)) rows.push_back(taken_back(row, around_.now()));
    });
  }
  if (!meant && rows.empty()) return reply(usage_answer(meant.error()));
  const std::string said =
      meant ? meant->said : fmt::format("what stood under {}", shown_text(written, 300));
  if (rows.empty()) {
    return reply(
        fmt::format("ok\n{} is not forgotten; greyctl forget --list shows what is\n", said));
  }
  watch_.remember(std::move(rows), [said, reply](const StoreResult<void>& stored) {
    if (!stored) return reply(error_answer(fmt::format(kNotTakenBack, stored.error().message)));
    log_typed(LogType::conf, 2, "{} is forgotten no more", in_ascii(said));
    reply(
        fmt::format("ok\n{} is forgotten no more; what is deleted already stays deleted\n", said));
  });
}

void ForgetCommands::list(const std::vector<std::string>& words, bool json,
                          const Control::Reply& reply) const {
  const auto known = watch_.known();
  if (!known || !watch_.complete()) {
    return reply(error_answer(kNotKnown));
  }
  const auto names = [](const Expectation& row) {
    return std::pair<std::string_view, std::string_view>(row.recipient, row.sender);
  };
  const std::pair<std::string_view, std::string_view> after(words[1], words[2]);
  std::vector<const Expectation*> rows;
  known->each([&](const Expectation& row) {
    if (forgets(row) && names(row) > after) rows.push_back(&row);
  });
  std::ranges::sort(rows, {}, [&](const Expectation* row) { return names(*row); });
  const std::size_t shown = std::min(rows.size(), kMostListed);
  std::string text = "ok\n";
  for (std::size_t i = 0; i < shown; ++i) {
    const auto name = forgotten_name_of(*rows[i]);
    text += json ? json_of(*name, *rows[i]) : line_of(*name, *rows[i]);
  }
  if (shown == rows.size()) return reply(text + "end\n");
  reply(text + fmt::format("next {} {}\n", percent_encoded(rows[shown - 1]->recipient),
                           percent_encoded(rows[shown - 1]->sender)));
}

}  // namespace greycache
