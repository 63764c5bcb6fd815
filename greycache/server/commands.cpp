#include "greycache/server/commands.h"

#include <fmt/format.h>

#include <utility>

#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/policy/sender.h"
#include "greycache/server/describe.h"
#include "greycache/server/figures_text.h"

namespace greycache {

namespace {

constexpr std::size_t kMostShown = 200;

// All sources that an address may be keyed under, whatever greymethod was when its entries were
// made.
std::vector<std::string> sources_of(const IpAddress& address, int ipv6_prefix) {
  const std::string text = address.text();
  if (address.is_ipv4()) return {text, text.substr(0, text.rfind('.'))};
  return {text, Network{address.masked(ipv6_prefix), ipv6_prefix}.text()};
}

std::vector<std::string> sources_of(const Network& network, const std::string& written,
                                    int ipv6_prefix) {
  const bool single = network.prefix == network.address.bits();
  if (single) return sources_of(network.address, ipv6_prefix);
  std::vector<std::string> sources{network.text()};
  const std::string text = network.address.text();
  if (network.address.is_ipv4()) sources.push_back(text.substr(0, text.rfind('.')));
  if (written.find('/') == std::string::npos) sources.push_back(written);
  return sources;
}

// What the journal holds beyond the persistent store, as far as the filter wants it.
template <typename Wanted>
std::vector<Fact> journalled(Journal& journal, const Wanted& wanted) {
  constexpr std::size_t kMostRead = 100'000;
  auto chunk = journal.next(JournalReader::persistent, kMostRead);
  if (!chunk) return {};
  std::erase_if(chunk->facts, [&](const Fact& fact) { return !wanted(fact); });
  return std::move(chunk->facts);
}

}  // namespace

Commands::Commands(Core& core, const SessionTable& sessions, std::function<UnixTime()> clock,
                   std::function<std::shared_ptr<const PolicySet>()> policy,
                   std::function<void(Control::Reply)> reload, std::function<void()> on_opt_change)
    : core_(core),
      sessions_(sessions),
      clock_(std::move(clock)),
      policy_(std::move(policy)),
      reload_(std::move(reload)),
      started_(clock_()),
      opt_(
          core.worker(), [this] { return policy_()->rules.optmethod; }, std::move(on_opt_change)) {}

void Commands::run(const std::string& command, Control::Reply reply) {
  if (command == "stats") return reply("ok\n" + stats_text(figures()));
  if (command == "stats json") return reply("ok\n" + stats_json(figures()));
  if (command.starts_with("show ")) return show(command.substr(5), std::move(reply));
  if (command.starts_with("optin ")) {
    return opt_.run(OptChoice::in, command.substr(6), std::move(reply));
  }
  if (command.starts_with("optout ")) {
    return opt_.run(OptChoice::out, command.substr(7), std::move(reply));
  }
  if (command == "reload") return reload_(std::move(reply));
  reply(
      fmt::format("error: unknown command '{}'; known are stats, stats json, show, reload, "
                  "optin, optout\n",
                  escaped(command, 60)));
}

void Commands::show(const std::string& what, Control::Reply reply) {
  const int ipv6_prefix = policy_()->rules.ipv6_prefix;
  const std::string word(trimmed(what));
  if (const auto address = IpAddress::parse(word)) {
    return show_sources(sources_of(*address, ipv6_prefix), std::move(reply));
  }
  if (const auto network = Network::parse(word)) {
    return show_sources(sources_of(*network, word, ipv6_prefix), std::move(reply));
  }
  if (word.find('@') != std::string::npos) return show_sender(word, std::move(reply));
  reply(
      fmt::format("error: '{}' is no address, no network and no sender (user@domain or @domain)\n",
                  escaped(word, 100)));
}

void Commands::show_sources(std::vector<std::string> sources, Control::Reply reply) {
  auto known = journalled(core_.journal(), [&](const Fact& fact) {
    return std::find(sources.begin(), sources.end(), fact.src) != sources.end();
  });
  const Cutoffs cutoffs = core_.engine().cutoffs();
  const bool posted =
      core_.worker().post([this, sources, cutoffs, known = std::move(known),
                           reply](PersistentStore& store) mutable -> Worker::Completion {
        const auto loaded = store.load(sources, cutoffs);
        std::string text = "ok\n";
        if (!loaded) text += fmt::format("(only the journal: {})\n", loaded.error().message);
        if (loaded) {
          for (const SourceFacts& source : *loaded) {
            known.insert(known.end(), source.facts.begin(), source.facts.end());
          }
        }
        return [this, text, reply, known = std::move(known)] {
          reply(text + describe(known, policy_()->rules, clock_()));
        };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

void Commands::show_sender(const std::string& sender, Control::Reply reply) {
  const Sender names = normalise_sender(sender, "");
  const auto part = [](const std::string& name) {
    return name.empty() ? name : percent_encoded(name);
  };
  const std::string name = part(names.name);
  const std::string domain = part(names.domain);
  const auto wanted = [name, domain](const Fact& fact) {
    return (name.empty() || fact.sender_name == name) &&
           (domain.empty() || fact.sender_domain == domain);
  };
  auto known = journalled(core_.journal(), wanted);
  const bool posted =
      core_.worker().post([this, name, domain, known = std::move(known),
                           reply](PersistentStore& store) mutable -> Worker::Completion {
        const auto found = store.find_sender(name, domain, kMostShown);
        std::string text = "ok\n";
        if (!found) text += fmt::format("(only the journal: {})\n", found.error().message);
        if (found) known.insert(known.end(), found->begin(), found->end());
        return [this, text, reply, known = std::move(known)] {
          reply(text + describe(known, policy_()->rules, clock_()));
        };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

}  // namespace greycache
