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
#include "greycache/control/organisation_page.h"
#include "greycache/policy/organisation/client_sources.h"
#include "greycache/policy/sender_names.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kListPatience{2000};
constexpr std::string_view kNullSender = "<>";

// All sources that an address may be keyed under, whatever greymethod was when its entries were
// made.
std::vector<std::string> sources_of(const IpAddress& address, int ipv6_prefix) {
  const std::string text = address.text();
  if (address.is_ipv4()) return {text, text.substr(0, text.rfind('.'))};
  return {text, Network{address.masked(ipv6_prefix), ipv6_prefix}.text()};
}

std::vector<std::string> sources_of(const Network& network, const std::string& written) {
  std::vector<std::string> sources{network.text()};
  const std::string text = network.address.text();
  if (network.address.is_ipv4()) sources.push_back(text.substr(0, text.rfind('.')));
  if (written.find('/') == std::string::npos) sources.push_back(written);
  return sources;
}

// Entries of one source that are shown.
constexpr std::size_t kMostOfSource = 1000;

// Where else entries stand.
struct Elsewhere {
  std::string text;
  bool may_let_pass = false;  // what stands there may count for the client
};

// The worker's part of a question about sources.
struct SourcesQuestion {
  std::vector<std::string> sources;
  Cutoffs cutoffs;
  std::vector<Fact> known;  // to begin with
  std::string text;
  Elsewhere elsewhere = {};
  std::shared_ptr<const PolicySet> policy;
  UnixTime now = 0;

  std::string answer(PersistentStore& store) { return entries(store) + elsewhere.text; }

 private:
  std::string entries(PersistentStore& store) {
    const auto loaded = store.load(sources, cutoffs, kMostOfSource);
    if (!loaded) text += fmt::format("(only the journal: {})\n", loaded.error().message);
    if (loaded) {
      for (const SourceFacts& source : *loaded) {
        known.insert(known.end(), source.facts.begin(), source.facts.end());
        if (!source.whole) {
          text +=
              fmt::format("(not all: {} has more than {} entries)\n", source.src, kMostOfSource);
        }
      }
    }
    const std::string found = describe(std::move(known), policy->rules, now);
    if (!found.empty()) return text + found;
    if (!text.empty()) return text + "no entries are known\n";
    return elsewhere.may_let_pass
               ? "nothing is known of the network: what the organisation has counts\n"
               : "nothing is known: the next mail would be a first attempt\n";
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

// A name, and neither an address nor a network.
bool looks_like_domain(const std::string& what) {
  return what.find('.') != std::string::npos && what.find_first_of("/:@<>") == std::string::npos &&
         what.find_first_not_of("0123456789.") != std::string::npos;
}

std::string cannot_be_searched(const std::string& words) {
  return fmt::format(
      "error: '{}' cannot be searched; write an ADDRESS (192.0.2.1, 2001:db8::1), with the "
      "client's "
      "name behind it where you know it, a NETWORK (192.0.2, 192.0.2.0/24, 2001:db8::/64), an "
      "organisation (outlook.com), a sender "
      "or recipient (user@domain), @domain for all of a sender's domain, or '<>' for the null "
      "sender\n",
      shown_text(words, 100));
}

}  // namespace

ShowCommands::ShowCommands(Core& core, const std::string& conf_dir, std::function<UnixTime()> clock,
                           std::function<std::shared_ptr<const PolicySet>()> policy)
    : core_(core), conf_dir_(conf_dir), clock_(std::move(clock)), policy_(std::move(policy)) {}

ShowCommands::~ShowCommands() = default;

void ShowCommands::run(std::string_view words, Control::Reply reply) {
  words = trimmed(words);
  const std::size_t blank = std::min(words.find(' '), words.size());
  const std::string what(words.substr(0, blank));
  const std::string second(trimmed(words.substr(blank)));
  if (const auto address = IpAddress::parse(what)) {
    return show_client(*address, second, std::move(reply));
  }
  if (what == kNullSender || what == kUndefined) {
    return show_mail_address("", second, std::move(reply));
  }
  if (const auto written = written_address(words)) {
    return show_mail_address(written->address, written->rest, std::move(reply));
  }
  const auto network = Network::parse(what);
  if (!network && looks_like_domain(what)) {
    return show_organisation(what, second, std::move(reply));
  }
  if (!network || !second.empty()) return reply(cannot_be_searched(std::string(words)));
  if (network->prefix == network->address.bits()) {
    return show_client(network->address, "", std::move(reply));
  }
  show_sources(sources_of(*network, what), std::move(reply));
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

void ShowCommands::show_client(const IpAddress& address, const std::string& client_name,
                               Control::Reply reply) {
  const auto policy = policy_();
  auto question = std::make_shared<SourcesQuestion>();
  question->sources = sources_of(address, policy->rules.ipv6_prefix);
  question->cutoffs = core_.engine().cutoffs();
  question->policy = policy;
  question->now = clock_();
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
          const auto line = whitelisting_line(conf_dir, address, client_name, kListPatience);
          question->text += fmt::format("whitelisted, and not greylisted: {}\n",
                                        line.value_or("by a list that is in force"));
        }
        const std::string text = question->answer(store);
        return [text, reply] { reply("ok\n" + text); };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

void ShowCommands::show_sources(std::vector<std::string> sources, Control::Reply reply) {
  auto question = std::make_shared<SourcesQuestion>();
  question->sources = std::move(sources);
  question->cutoffs = core_.engine().cutoffs();
  question->policy = policy_();
  question->now = clock_();
  const auto& all = question->sources;
  question->known = unwritten(
      [&](const Fact& fact) { return std::find(all.begin(), all.end(), fact.src) != all.end(); },
      question->text);
  const bool posted =
      core_.asking_worker().post([question, reply](PersistentStore& store) -> Worker::Completion {
        const std::string text = question->answer(store);
        return [text, reply] { reply("ok\n" + text); };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

// Any name of the organisation will do.
void ShowCommands::show_organisation(const std::string& name, const std::string& after,
                                     Control::Reply reply) {
  const auto policy = policy_();
  const std::string organisation = policy->list_set->suffix_list->registrable_domain(name);
  if (organisation.empty()) {
    return reply(
        fmt::format("error: '{}' belongs to no organisation: it has no registrable "
                    "domain\n",
                    shown_text(name, 100)));
  }
  auto question = std::make_shared<OrganisationQuestion>();
  question->organisation = organisation;
  question->after = after;
  question->now = clock_();
  StandingBook& standing = core_.engine().standing();
  question->days = standing.days_of(organisation);
  question->good_standing = standing.good(organisation, question->now);
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
                                     Control::Reply reply) {
  if (*searches_ >= kMostSearches) {
    return reply(fmt::format("error: {} searches are under way; try again\n", kMostSearches));
  }
  AddressSearch::Question question;
  question.wanted = wanted_of(address, recipient);
  question.policy = policy_();
  question.now = clock_();
  question.cutoffs = core_.engine().cutoffs();
  question.text = opt_text(*question.policy, address);
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
