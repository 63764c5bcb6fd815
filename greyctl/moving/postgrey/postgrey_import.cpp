// The clients first: triplets of their networks come under their addresses, too.
#include "greyctl/moving/postgrey/postgrey_import.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/text.h"
#include "greyctl/moving/postgrey/database_dump.h"

namespace greycache {

namespace {

using Done = tl::expected<void, std::string>;

constexpr const char* kTriplets = "postgrey.db";
constexpr const char* kClients = "postgrey_clients.db";

std::string entry_text(std::string_view key, std::string_view value) {
  return fmt::format("{} = {}", key, value);
}

class Import {
 public:
  Import(const TripletRules& rules, FactSink& facts, MovingAccount& account)
      : rules_(rules),
        clients_(rules.postgrey.ipv4cidr, rules.postgrey.ipv6cidr),
        triplets_(rules, clients_, account),
        facts_(facts),
        account_(account) {}

  Done take_client(std::string_view key, std::string_view value) {
    const auto client = parse_postgrey_client(key, value);
    const std::string text = entry_text(key, value);
    if (!client) {
      account_.set_aside("clients", "not understood", text);
    } else if (rules_.instant.now - client->last_seen > rules_.postgrey.max_age) {
      account_.set_aside("clients", "expired", text);
    } else {
      clients_.add(client->address);
      take_known(*client);
    }
    return {};
  }

  Done take_triplet(std::string_view key, std::string_view value) {
    const auto triplet = parse_postgrey_triplet(key, value);
    const std::string text = entry_text(key, value);
    if (!triplet) {
      account_.set_aside("triplets", "not understood", text);
      return {};
    }
    auto facts = triplets_.of(*triplet, text);
    if (!facts.empty()) {
      account_.came(facts.front().kind == FactKind::connect ? "triplets that wait"
                                                            : "triplets that passed");
    }
    for (Fact& fact : facts) {
      if (auto put = facts_.put(std::move(fact)); !put) return tl::make_unexpected(put.error().why);
    }
    return {};
  }

  std::vector<std::string> take_lines() { return std::move(lines_); }

 private:
  void take_known(const PostgreyClient& client) {
    const auto enough = rules_.postgrey.auto_whitelist_clients;
    if (enough == 0 || client.count < enough) return;
    account_.came("clients that pass whatever they send");
    lines_.push_back(fmt::format("{}  # {:%Y-%m-%d}", client.address.text(),
                                 fmt::gmtime(static_cast<std::time_t>(client.last_seen))));
  }

  TripletRules rules_;
  KnownClients clients_;
  TripletFacts triplets_;
  FactSink& facts_;
  MovingAccount& account_;
  std::vector<std::string> lines_;
};

Done each_of(const std::string& directory, const char* file,
             const DatabaseDump::PairCallback& pair) {
  auto dump = DatabaseDump::make(directory, file);
  if (!dump) return tl::make_unexpected(dump.error());
  return dump->each(pair);
}

}  // namespace

std::string lack_of_triplets(const std::string& directory) {
  const std::string path = directory + "/" + kTriplets;
  if (access(path.c_str(), F_OK) == 0) return {};
  return fmt::format("{} cannot be read: {}", escaped(path), strerror(errno));
}

tl::expected<std::vector<std::string>, std::string> import_postgrey(const std::string& directory,
                                                                    const TripletRules& rules,
                                                                    FactSink& facts,
                                                                    MovingAccount& account) {
  Import import(rules, facts, account);
  // Without auto-whitelist-clients there is none.
  if (access((directory + "/" + kClients).c_str(), F_OK) == 0) {
    const auto read =
        each_of(directory, kClients, [&](std::string_view key, std::string_view value) {
          return import.take_client(key, value);
        });
    if (!read) return tl::make_unexpected(read.error());
  }
  const auto read =
      each_of(directory, kTriplets, [&](std::string_view key, std::string_view value) {
        return import.take_triplet(key, value);
      });
  if (!read) return tl::make_unexpected(read.error());
  if (auto finished = facts.finish(); !finished) return tl::make_unexpected(finished.error().why);
  return import.take_lines();
}

}  // namespace greycache
