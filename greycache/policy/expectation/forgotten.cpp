// Rows that say so, and what they say of an entry.
#include "greycache/policy/expectation/forgotten.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/ip_address.h"

namespace greycache {

namespace {

using Scope = ForgottenName::Scope;

// By Scope. Stores hold them: they must never change.
constexpr std::array<std::string_view, 5> kScopes{
    "forgotten source", "forgotten organisation", "forgotten sender",
    "forgotten sender at organisation", "forgotten network"};

template <typename Times>
UnixTime time_in(const Times& times, std::string_view name, UnixTime latest) {
  if (times.empty()) return 0;
  const auto found = times.find(name);
  return found == times.end() || found->second > latest ? 0 : found->second;
}

template <typename Times>
UnixTime time_of_sender(const Times& times, std::string_view domain, std::string_view name,
                        UnixTime latest) {
  if (times.empty()) return 0;
  const UnixTime of_domain = time_in(times, domain, latest);
  if (name.empty()) return of_domain;
  return std::max(of_domain, time_in(times, forgotten_sender(domain, name), latest));
}

std::uint64_t fingerprint_of(const ForgottenName& name, UnixTime at) {
  return keyed_hash(fmt::format("{} {} {}", static_cast<int>(name.scope), at, name.name));
}

}  // namespace

Expectation forgotten_row(const ForgottenName& name, UnixTime at, UnixTime kept_until,
                          const std::string& why) {
  return {std::string(kScopes.at(static_cast<std::size_t>(name.scope))),
          name.name,
          at,
          at,
          kept_until,
          true,
          why};
}

bool is_forgotten_scope(std::string_view recipient) {
  return std::ranges::find(kScopes, recipient) != kScopes.end();
}

Expectation later_than(const Expectation& standing, Expectation row) {
  row.made_at = std::max(row.made_at, standing.made_at + 1);
  return row;
}

Expectation taken_back(const Expectation& row, UnixTime now) {
  Expectation back = row;
  back.until = 0;
  back.made_at = now;
  return later_than(row, std::move(back));
}

std::optional<ForgottenName> forgotten_name_of(const Expectation& row) {
  const auto scope = std::ranges::find(kScopes, row.recipient);
  if (scope == kScopes.end() || !row.removed) return std::nullopt;
  return ForgottenName{static_cast<Scope>(scope - kScopes.begin()), row.sender};
}

bool forgets(const Expectation& row) {
  return row.until > 0 && row.removed && is_forgotten_scope(row.recipient);
}

bool lies_ahead(const Expectation& row, UnixTime now) {
  return forgets(row) && row.until > now + kForgottenAhead;
}

std::string forgotten_sender(std::string_view sender_domain, std::string_view sender_name) {
  std::string sender(sender_domain);
  if (!sender_name.empty()) (sender += ' ').append(sender_name);
  return sender;
}

Forgotten::Times& Forgotten::times_of(Scope scope) {
  switch (scope) {
    case Scope::organisation:
      return organisations_;
    case Scope::sender:
      return senders_;
    case Scope::sender_at_organisation:
      return senders_at_organisations_;
    case Scope::network:
      return networks_;
    case Scope::source:
      break;
  }
  return sources_;
}

void Forgotten::add(const ForgottenName& name, UnixTime at) {
  if (name.scope == Scope::network) {
    const auto network = Network::parse(name.name);
    if (!network) return;
    prefixes_.insert(network->prefix);
  }
  UnixTime& time = times_of(name.scope)[name.name];
  if (time >= at) return;
  if (time > 0) fingerprint_ ^= fingerprint_of(name, time);
  fingerprint_ ^= fingerprint_of(name, at);
  time = at;
  times_.insert(at);
}

void Forgotten::remove(const ForgottenName& name) {
  Times& times = times_of(name.scope);
  const auto known = times.find(name.name);
  if (known == times.end()) return;
  fingerprint_ ^= fingerprint_of(name, known->second);
  times.erase(known);
}

// What is seen at the time itself is forgotten, too.
std::optional<UnixTime> Forgotten::next_change(UnixTime now) const {
  std::optional<UnixTime> next;
  if (const auto over = times_.lower_bound(now); over != times_.end()) next = *over + 1;
  const auto ahead = times_.upper_bound(now + kForgottenAhead);
  if (ahead == times_.end()) return next;
  const UnixTime counts = *ahead - kForgottenAhead;
  return next ? std::min(*next, counts) : counts;
}

bool Forgotten::empty() const {
  return sources_.empty() && organisations_.empty() && senders_.empty() &&
         senders_at_organisations_.empty() && networks_.empty();
}

// A source is an address or a network, or none of both.
UnixTime Forgotten::time_of_networks(std::string_view src, UnixTime latest) const {
  if (networks_.empty()) return 0;
  const auto source = Network::parse(src);
  if (!source) return 0;
  UnixTime time = 0;
  for (const int prefix : prefixes_) {
    if (prefix > source->prefix) break;
    const Network within{source->address.masked(prefix), prefix};
    time = std::max(time, time_in(networks_, within.text(), latest));
  }
  return time;
}

// Whom own users wrote to stands under sources with an '@', too ("to:USER@DOMAIN"), by the sender's
// own domain or by his organisation.
UnixTime Forgotten::at(std::string_view src, std::string_view sender_domain,
                       std::string_view sender_name, UnixTime now) const {
  const UnixTime latest = now + kForgottenAhead;
  UnixTime time = std::max(time_in(sources_, src, latest), time_of_networks(src, latest));
  const std::size_t at_sign = src.find('@');
  if (at_sign == std::string_view::npos || src.substr(0, at_sign).find(':') != src.npos) {
    time = std::max(time, time_of_sender(senders_, sender_domain, sender_name, latest));
  }
  if (at_sign == std::string_view::npos) return time;
  time = std::max(time, time_in(organisations_, src.substr(0, at_sign), latest));
  return std::max(time,
                  time_of_sender(senders_at_organisations_, sender_domain, sender_name, latest));
}

}  // namespace greycache
