// Sender, times and sources, in turn.
#include "greyctl/moving/postgrey/triplet_facts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "greycache/policy/keys.h"
#include "greycache/policy/sender.h"

namespace greycache {

namespace {

constexpr int kIpv4Network = 24;
constexpr int kIpv6Network = 64;

bool has_number(std::string_view sender) {
  return sender.substr(0, sender.find('@')).find('#') != sender.npos;
}

std::string with_number(std::string_view sender, std::string_view number) {
  std::string text;
  const std::size_t domain = std::min(sender.find('@'), sender.size());
  for (const char c : sender.substr(0, domain)) {
    text += c == '#' ? number : std::string_view(&c, 1);
  }
  return text + std::string(sender.substr(domain));
}

// The sender as the decision will see him, whatever number stands where postgrey wrote '#'; nothing
// where that depends on the number.
std::optional<Sender> sender_of(const PostgreyTriplet& triplet, const Sender& as_written) {
  if (!has_number(triplet.sender)) return as_written;
  std::optional<Sender> sender;
  // Short, usual and long ones: each may be taken for another thing.
  for (const std::string_view number : {"7", "42", "123456789"}) {
    Sender seen = normalise_sender(with_number(triplet.sender, number), triplet.recipient);
    if (sender && sender->awl_name != seen.awl_name) return std::nullopt;
    sender = std::move(seen);
  }
  return sender;
}

}  // namespace

Fact TripletFacts::fact_of(const PostgreyTriplet& triplet, const std::string& text,
                           std::string& why) {
  const Sender as_written = normalise_sender(triplet.sender, triplet.recipient);
  const auto sender = sender_of(triplet, as_written);
  Fact fact;
  fact.sender_domain = key_part(as_written.domain, kSenderDomainLimit);
  fact.first_seen = std::min(triplet.first_seen, triplet.last_seen);
  fact.last_seen = triplet.last_seen;
  if (!passed(triplet)) {
    fact.kind = FactKind::connect;
    fact.sender_name = key_part(as_written.name, kSenderNameLimit);
    fact.rcpt = key_part(triplet.recipient, kRcptLimit);
    fact.last_seen = fact.first_seen;
    if (has_number(triplet.sender)) why = "waits, and its sender's number is not known";
  } else if (sender) {
    fact.kind = FactKind::from_awl;
    fact.sender_name = key_part(sender->awl_name, kSenderNameLimit);
  } else {
    fact.kind = FactKind::domain_awl;
    account_.mended("a number that postgrey does not keep: the sender's domain as a whole", text);
  }
  bring_back(fact, {.future = rules_.instant.now});
  if (why.empty() && expired(fact, rules_.instant.cutoffs())) why = "expired";
  return fact;
}

OldClient TripletFacts::network_of(const IpAddress& client) const {
  const bool ipv4 = client.is_ipv4();
  const int prefix = rules_.postgrey.lookup_by_host ? client.bits()
                     : ipv4                         ? rules_.postgrey.ipv4cidr
                                                    : rules_.postgrey.ipv6cidr;
  const bool whole = prefix == client.bits();
  // Of a wider network nothing says which of ours is meant.
  return {.address = client,
          .whole = whole,
          .by_address = whole,
          .by_network = prefix >= (ipv4 ? kIpv4Network : kIpv6Network)};
}

std::vector<std::string> TripletFacts::sources_of(const IpAddress& client) const {
  const OldClient network = network_of(client);
  auto sources = new_sources(rules_.forms, network);
  if (network.whole) return sources;
  for (const IpAddress& address : clients_.in(client)) {
    const OldClient known{
        .address = address, .whole = true, .by_address = true, .by_network = !network.by_network};
    for (std::string& source : new_sources(rules_.forms, known)) {
      sources.push_back(std::move(source));
    }
  }
  std::ranges::sort(sources);
  sources.erase(std::ranges::unique(sources).begin(), sources.end());
  return sources;
}

std::vector<Fact> TripletFacts::of(const PostgreyTriplet& triplet, const std::string& text) {
  std::string why;
  const Fact fact = fact_of(triplet, text, why);
  std::vector<std::string> sources;
  if (why.empty()) sources = sources_of(triplet.client);
  if (why.empty() && sources.empty()) why = "a network of which no client here is known";
  if (!why.empty()) account_.set_aside("triplets", why, text);
  std::vector<Fact> facts;
  for (std::string& source : sources) {
    facts.push_back(fact);
    facts.back().src = std::move(source);
  }
  return facts;
}

}  // namespace greycache
