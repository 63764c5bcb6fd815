// Whose a request is, how that stands, and what both its sources say.
#include "greycache/engine/organisations.h"

#include <utility>

#include "common/keyed_hash.h"
#include "greycache/policy/organisation/proven.h"
#include "greycache/policy/organisation/unit.h"

namespace greycache {

namespace {

std::shared_ptr<const SuffixList> list_of(const PolicySet& policy) {
  if (policy.list_set && policy.list_set->suffix_list) return policy.list_set->suffix_list;
  return std::make_shared<const SuffixList>(SuffixList::built_in());
}

}  // namespace

Organisations::Organisations()
    : domains_(std::make_shared<const SuffixList>(SuffixList::built_in())),
      registrable_domain_(
          [this](std::string_view name) { return domains_.registrable_domain(name); }) {}

void Organisations::set_policy(const PolicySet& policy) {
  rules_ = policy.rules;
  client_rules_ = {policy.rules.ipv6_prefix, policy.source_rules.patterns, &registrable_domain_};
  domains_.use(list_of(policy));
  clients_ = RecentMap<Client>(kMostClients);
}

void Organisations::find(const std::optional<IpAddress>& address, const PolicyRequest& request,
                         Keys& narrow, Keys& unit, std::string& organisation,
                         std::string& standing_name) {
  const bool named = request.client_name != "unknown";
  const std::uint64_t key = named ? client_key(request, narrow) : 0;
  if (named && recall(key, narrow, unit, organisation, standing_name)) return;
  ClientSources sources = client_sources(client_rules_, address, request.client_address,
                                         request.client_name, ReasonWanted::any);
  narrow.src = std::move(sources.narrow);
  organisation = std::move(sources.organisation);
  if (organisation.empty()) return;
  standing_name = standing_name_of(organisation, sources.mail_server);
  make_unit_keys(narrow, organisation,
                 sender_organisation_of(registrable_domain_, sender_domain_of(narrow)), unit);
  clients_.insert(key, {narrow.src, organisation, standing_name, unit.src, unit.sender_domain});
}

std::string Organisations::organisation_of(std::string_view domain) {
  return sender_organisation_of(registrable_domain_, domain);
}

bool Organisations::recall(std::uint64_t key, Keys& narrow, Keys& unit, std::string& organisation,
                           std::string& standing_name) {
  const Client* const client = clients_.find(key);
  if (client == nullptr) return false;
  narrow.src = client->narrow;
  organisation = client->organisation;
  standing_name = client->standing_name;
  unit.src = client->unit;
  unit.sender_domain = client->sender_organisation;
  unit.sender_name = narrow.sender_name;
  unit.awl_name = narrow.awl_name;
  unit.rcpt = narrow.rcpt;
  return true;
}

// No value holds a line feed.
std::uint64_t Organisations::client_key(const PolicyRequest& request, const Keys& narrow) {
  (name_.assign(request.client_address) += '\n').append(request.client_name);
  return keyed_hash((name_ += '\n').append(narrow.sender_domain));
}

std::uint64_t Organisations::mail_of(const Keys& unit) {
  (name_.assign(unit.src) += ' ').append(unit.sender_name);
  return keyed_hash((name_ += ' ').append(unit.rcpt));
}

std::uint64_t Organisations::sender_of(const Keys& unit) {
  return keyed_hash((name_.assign(unit.src) += ' ').append(unit.awl_name));
}

std::uint64_t Organisations::entry_of(const Keys& keys, bool domain) {
  (name_.assign(keys.src) += ' ').append(keys.sender_domain);
  if (!domain) (name_ += ' ').append(keys.awl_name);
  return keyed_hash(name_);
}

bool Organisations::good_standing(std::string_view standing_name, UnixTime now) {
  count_returns(now);
  return standing_.good(standing_name, now);
}

bool Organisations::need_not_wait(std::string_view standing_name, const Keys& unit, UnixTime now) {
  return is_of_mail_servers(standing_name) && standing_.proven(standing_name, now) &&
         !is_watched(unit.src);
}

bool Organisations::other_knows(const Keys& other, Outcome hit, UnixTime now) {
  const UnixTime* const seen = passed_on_.find(entry_of(other, hit == Outcome::domain_awl));
  return seen != nullptr && now - *seen < rules_.awl_refresh;
}

void Organisations::passed(const Keys& unit) {
  if (returns_.size() > 0) returns_.passed(sender_of(unit));
}

void Organisations::let_through(std::string_view standing_name, const Keys& unit, UnixTime now) {
  if (returns_.size() == 0) return;
  returns_.let_through(standing_name, mail_of(unit), sender_of(unit), now, rules_.reconnect_delay);
}

Combination Organisations::combine(std::string_view standing_name, const Opinion& unit,
                                   const Opinion& narrow, const ForgottenNow& forgotten,
                                   UnixTime now) {
  Combination combined = greycache::combine(rules_, unit, narrow, now);
  if (may_pass_as_proven(combined.decision.outcome, forgotten, *unit.keys, *narrow.keys) &&
      need_not_wait(standing_name, *unit.keys, now)) {
    combined = {};
    combined.decision.outcome = Outcome::proven;
  }
  count(combined, standing_name, *unit.keys, now);
  remember_passing(combined, *unit.keys, *narrow.keys);
  return combined;
}

void Organisations::count(const Combination& combined, std::string_view standing_name,
                          const Keys& unit, UnixTime now) {
  switch (combined.standing) {
    case Standing::first_attempt:
      return returns_.first_attempt(standing_name, mail_of(unit), sender_of(unit), now);
    case Standing::came_back:
      return returns_.came_back(standing_name, mail_of(unit), sender_of(unit), now);
    case Standing::nothing:
      if (passes(combined.decision.outcome)) passed(unit);
  }
}

// Of both: the next hit may be the other one's.
void Organisations::remember_passing(const Combination& combined, const Keys& unit,
                                     const Keys& narrow) {
  if (!combined.other_seen) return;
  const bool domain = combined.decision.outcome == Outcome::domain_awl;
  const UnixTime seen = (domain ? combined.known.domain_awl : combined.known.from_awl)->last_seen;
  remember_seen(entry_of(unit, domain), combined.by_unit ? seen : *combined.other_seen);
  remember_seen(entry_of(narrow, domain), combined.by_unit ? *combined.other_seen : seen);
}

void Organisations::remember_seen(std::uint64_t entry, UnixTime seen) {
  if (UnixTime* const known = passed_on_.find(entry)) {
    *known = seen;
  } else {
    passed_on_.insert(entry, seen);
  }
}

}  // namespace greycache
