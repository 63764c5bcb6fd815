// What is asked of lists, stores and engine for one address, sender or recipient.
#include "greycache/control/show_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/text.h"
#include "common/utf8.h"
#include "greycache/config/lists/whitelist_search.h"
#include "greycache/control/address_search.h"
#include "greycache/control/describe.h"
#include "greycache/control/error_answer.h"
#include "greycache/control/network_sources.h"
#include "greycache/control/organisation_page.h"
#include "greycache/control/shown_entries.h"
#include "greycache/control/written_sources.h"
#include "greycache/policy/organisation/client_sources.h"
#include "greycache/policy/sender_names.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kShowPatience{2000};

// Entries of one source that are shown, and of one of many.
constexpr std::size_t kMostOfShown = 1000;
constexpr std::size_t kMostOfEach = 50;
constexpr std::size_t kFew = 4;
// Sources of a network that are shown.
constexpr std::size_t kMostShownSources = 100;

// Where else entries stand.
struct Elsewhere {
  std::string text;
  bool may_let_pass = false;  // what stands there may count for the client
};

// The worker's part of a question about sources.
struct SourcesQuestion {
  std::vector<std::string> sources;
  std::optional<Network> within = {};  // those in it, besides
  Cutoffs cutoffs;
  std::vector<Fact> known;  // to begin with
  std::string text;
  std::size_t most = kMostOfShown;
  Elsewhere elsewhere = {};
  std::shared_ptr<const PolicySet> policy;
  UnixTime now = 0;

  bool json = false;

  std::string answer(PersistentStore& store) {
    if (within) add_sources(store);
    while (!sources.empty() && add_loaded(store)) {
    }
    ShownEntries shown{.before = text, .facts = std::move(known), .after = elsewhere.text};
    if (!text.empty()) {
      shown.nothing = "no entries are known\n";
    } else {
      shown.nothing = elsewhere.may_let_pass
                          ? "nothing is known of the network: what the organisation has counts\n"
                          : "nothing is known: the next mail would be a first attempt\n";
    }
    return std::move(shown).answer(json, *policy, now);
  }

 private:
  void add_sources(PersistentStore& store) {
    const auto found = sources_within(store, *within, kMostShownSources);
    // Whoever loads them next says that the store cannot be asked.
    if (!found) return;
    sources.insert(sources.end(), found->sources.begin(), found->sources.end());
    std::ranges::sort(sources);
    sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
    if (sources.size() > kFew) most = kMostOfEach;
    if (found->whole) return;
    text += fmt::format(
        "(not all: more sources lie in {} than these, {} at most; write a narrower network)\n",
        within->text(), kMostShownSources);
  }

  // Those that the store loads at once; false where it cannot be asked.
  bool add_loaded(PersistentStore& store) {
    const auto loaded = store.load(sources, cutoffs, most);
    if (!loaded) text += fmt::format("(only the journal: {})\n", loaded.error().message);
    if (!loaded || loaded->empty()) return false;
    for (const SourceFacts& source : *loaded) {
      known.insert(known.end(), source.facts.begin(), source.facts.end());
      std::erase(sources, source.src);
      if (source.whole) continue;
      text += fmt::format("(not all: {} has more than {} entries)\n", source.src, most);
    }
    return true;
  }
};

// What a client with an organisation waits under stands with that.
Elsewhere elsewhere_of(const PolicySet& policy, const IpAddress& address,
                       const std::string& client_name) {
  if (policy.rules.greymethod != GreyMethod::organisation) return {};
  if (client_name.empty()) {
    return {fmt::format("(of a client with an organisation mail waits there: greyctl show {} "
                        "CLIENT-NAME names it, greyctl show ORGANISATION shows it)\n",
                        address.text()),
            true};
  }
  const RegistrableDomain domain = [&](std::string_view name) {
    return policy.list_set->suffix_list->registrable_domain(name);
  };
  const ClientSources sources =
      client_sources({policy.rules.ipv6_prefix, policy.source_rules.patterns, &domain}, address,
                     address.text(), client_name);
  if (sources.organisation.empty()) {
    return {fmt::format("(no organisation: it {})\n", in_words(sources.reason)), false};
  }
  return {fmt::format("(organisation {}: what waits there is shown by greyctl show {})\n",
                      shown_text(sources.organisation), shown_text(sources.organisation)),
          true};
}

std::string cannot_be_searched(const std::string& words) {
  return usage_answer(fmt::format(
      "'{}' cannot be searched; write an ADDRESS (192.0.2.1, 2001:db8::1), with the "
      "client's "
      "name behind it where you know it, a NETWORK (192.0.2, 192.0.2.0/24, 2001:db8::/64), an "
      "organisation (outlook.com), a sender "
      "or recipient (user@domain), @domain for all of a sender's domain, '<>' for the null sender, "
      "or '<user>' for one without a domain",
      shown_text(words, 100)));
}

HostsStanding standing_of(StandingBook& standing, const std::string& organisation,
                          bool mail_servers, UnixTime now) {
  const std::string name = standing_name_of(organisation, mail_servers);
  return {standing.days_of(name), standing.good(name, now),
          mail_servers && standing.proven(name, now)};
}

}  // namespace

ShowCommands::ShowCommands(Core& core, const std::string& conf_dir, std::function<UnixTime()> clock,
                           std::function<std::shared_ptr<const PolicySet>()> policy)
    : core_(core), conf_dir_(conf_dir), clock_(std::move(clock)), policy_(std::move(policy)) {}

ShowCommands::~ShowCommands() = default;

void ShowCommands::run(std::string_view words, bool json, Control::Reply reply) {
  words = trimmed(words);
  const std::size_t blank = std::min(words.find(' '), words.size());
  const std::string what(words.substr(0, blank));
  const std::string second(trimmed(words.substr(blank)));
  if (const auto address = IpAddress::parse(what)) {
    return show_client(*address, second, json, std::move(reply));
  }
  if (const auto written = written_party(words)) {
    return show_mail_address(written->address, written->rest, json, std::move(reply));
  }
  const auto network = Network::parse(what);
  if (!network && looks_like_domain(what)) {
    return show_organisation(what, second, json, std::move(reply));
  }
  if (!network || !second.empty()) return reply(cannot_be_searched(std::string(words)));
  if (network->prefix == network->address.bits()) {
    return show_client(network->address, "", json, std::move(reply));
  }
  if (network->prefix < least_prefix(*network)) {
    return reply(
        usage_answer(fmt::format("'{}' is wider than a /{}, which is the most that is "
                                 "looked through; write a narrower network",
                                 shown_text(what, 100), least_prefix(*network))));
  }
  show_network(*network, sources_of(*network, what), json, std::move(reply));
}

std::vector<Fact> ShowCommands::unwritten(const std::function<bool(const Fact&)>& wanted,
                                          std::string& text) {
  std::vector<Fact> facts;
  const bool all = core_.persistent().tail.each_in_memory([&](const Fact& fact) {
    if (wanted(fact)) facts.push_back(fact);
  });
  if (!all) text += "(without what waits in the journal: that is too much to look through)\n";
  return facts;
}

void ShowCommands::show_client(const IpAddress& address, const std::string& client_name, bool json,
                               Control::Reply reply) {
  const auto policy = policy_();
  auto question = std::make_shared<SourcesQuestion>();
  question->sources = sources_of(address, policy->rules.ipv6_prefix);
  question->cutoffs = core_.engine().cutoffs();
  question->policy = policy;
  question->now = clock_();
  question->json = json;
  const auto& sources = question->sources;
  question->known = unwritten(
      [&](const Fact& fact) {
        return std::find(sources.begin(), sources.end(), fact.src) != sources.end();
      },
      question->text);
  // Patterns of lists are for this thread alone.
  question->elsewhere = elsewhere_of(*policy, address, client_name);
  const ClientWhitelist* whitelist = policy->lists.client_whitelist;
  const bool listed = whitelist != nullptr && whitelist->holds(address, client_name);
  const bool posted = core_.asking_worker().post(
      [question, listed, address, client_name, conf_dir = std::string(conf_dir_),
       reply](PersistentStore& store) -> Worker::Completion {
        if (listed) {
          const auto line = whitelisting_line(conf_dir, address, client_name, kShowPatience);
          question->text += fmt::format("whitelisted, and not greylisted: {}\n",
                                        line.value_or("by a list that is in force"));
        }
        const std::string text = question->answer(store);
        return [text, reply] { reply("ok\n" + text); };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

void ShowCommands::show_network(const Network& network, std::vector<std::string> sources, bool json,
                                Control::Reply reply) {
  auto question = std::make_shared<SourcesQuestion>();
  question->sources = std::move(sources);
  question->within = network;
  question->cutoffs = core_.engine().cutoffs();
  question->policy = policy_();
  question->now = clock_();
  question->json = json;
  const auto& all = question->sources;
  question->known = unwritten(
      [&](const Fact& fact) {
        return is_within(fact.src, network) ||
               std::find(all.begin(), all.end(), fact.src) != all.end();
      },
      question->text);
  const bool posted =
      core_.asking_worker().post([question, reply](PersistentStore& store) -> Worker::Completion {
        const std::string text = question->answer(store);
        return [text, reply] { reply("ok\n" + text); };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

// Any name of the organisation will do.
void ShowCommands::show_organisation(const std::string& name, const std::string& after, bool json,
                                     Control::Reply reply) {
  const auto policy = policy_();
  const std::string organisation = policy->list_set->suffix_list->registrable_domain(name);
  if (organisation.empty()) {
    return reply(usage_answer(fmt::format(
        "'{}' belongs to no organisation: it has no registrable domain", shown_text(name, 100))));
  }
  auto question = std::make_shared<OrganisationQuestion>();
  question->organisation = organisation;
  question->after = after;
  question->now = clock_();
  question->json = json;
  StandingBook& standing = core_.engine().standing();
  question->mail_servers = standing_of(standing, organisation, true, question->now);
  question->others = standing_of(standing, organisation, false, question->now);
  question->policy = policy;
  question->cutoffs = core_.engine().cutoffs();
  if (policy->rules.greymethod != GreyMethod::organisation) {
    question->text = "(greymethod is not organisation: none of this counts now)\n";
  }
  question->known = unwritten([&](const Fact& fact) { return is_unit_of(fact.src, organisation); },
                              question->text);
  const bool posted =
      core_.asking_worker().post([question, reply](PersistentStore& store) -> Worker::Completion {
        const std::string text = question->answer(store);
        return [text, reply] { reply("ok\n" + text); };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

void ShowCommands::show_mail_address(const std::string& address, const std::string& recipient,
                                     bool json, Control::Reply reply) {
  if (*searches_ >= kMostSearches) {
    return reply(fmt::format("error: {} searches are under way; try again\n", kMostSearches));
  }
  AddressSearch::Question question;
  question.wanted = wanted_of(address, recipient);
  question.policy = policy_();
  question.now = clock_();
  question.json = json;
  question.cutoffs = core_.engine().cutoffs();
  question.text = whitelist_text(*question.policy, address) + opt_text(*question.policy, address);
  question.known =
      unwritten([&](const Fact& fact) { return question.wanted.wants(fact); }, question.text);
  question.end = std::chrono::steady_clock::now() + kSearchTime;
  ++*searches_;
  AddressSearch::begin(core_.asking_worker(), std::move(question),
                       [reply, searches = searches_](const std::string& text) {
                         --*searches;
                         reply("ok\n" + text);
                       });
}

}  // namespace greycache
