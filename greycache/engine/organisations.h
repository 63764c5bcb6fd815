// What the engine knows of organisations: whose a request is, how they stand, who was passed on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/ip_address.h"
#include "common/policy_request.h"
#include "common/recent_map.h"
#include "greycache/engine/policy_set.h"
#include "greycache/policy/expectation/forgotten.h"
#include "greycache/policy/organisation/awaited_returns.h"
#include "greycache/policy/organisation/client_sources.h"
#include "greycache/policy/organisation/combination.h"
#include "greycache/policy/organisation/registrable_domain.h"
#include "greycache/policy/organisation/standing_book.h"
#include "greycache/publicsuffix/remembered_domains.h"

namespace greycache {

// Loop's thread only.
class Organisations {
 public:
  Organisations();
  Organisations(const Organisations&) = delete;
  Organisations& operator=(const Organisations&) = delete;

  // Must be called before all else; again for another policy from then on.
  void set_policy(const PolicySet& policy);

  // The sources of a request's client: writes narrow.src and, where it has an organisation, `unit`
  // and its name; else `organisation` is empty. `narrow` has its names. Of the clients that had one
  // of late, each with the domains that it wrote for, that is remembered.
  void find(const std::optional<IpAddress>& address, const PolicyRequest& request, Keys& narrow,
            Keys& unit, std::string& organisation, std::string& standing_name);

  // As sender_organisation_of() has it; of a name in lower case.
  std::string organisation_of(std::string_view domain);

  StandingBook& standing() { return standing_; }
  // Counts what has waited long enough.
  void count_returns(UnixTime now) { returns_.tick(now); }
  // The same; then whether the organisation's entries count.
  bool good_standing(std::string_view standing_name, UnixTime now);

  // Whether mail of nobody known passes at once: the organisation's mail servers are proven, and
  // the unit is not one that is watched.
  bool need_not_wait(std::string_view standing_name, const Keys& unit, UnixTime now);

  // An AWL hit passes a mail, of which the other source was told no longer than awl_refresh ago:
  // nothing need be asked there.
  bool other_knows(const Keys& other, Outcome hit, UnixTime now);
  // Who was told of what is not known any more.
  void forget_passed() { passed_on_ = RecentMap<UnixTime>(kMostPassedOn); }
  // The mail passed so, without more.
  void passed(const Keys& unit);
  // An operator lets it through, and nobody looks at what is known of it: it has come back where
  // this process has seen its first attempt, longer ago than reconnect_delay.
  void let_through(std::string_view standing_name, const Keys& unit, UnixTime now);

  // combine(), counted and remembered; Outcome::proven of a first attempt that need not wait, by
  // which nothing changes. What waits already goes on to, and who was forgotten begins to.
  Combination combine(std::string_view standing_name, const Opinion& unit, const Opinion& narrow,
                      const ForgottenNow& forgotten, UnixTime now);

  // Clients and their senders' domains that are remembered; 7 MB as a rule.
  static constexpr std::size_t kMostClients = 16'384;
  // Senders and sources of which it is remembered when they were passed on; 3 MB.
  static constexpr std::size_t kMostPassedOn = 65'536;

 private:
  struct Client {
    std::string narrow;
    std::string organisation;
    std::string standing_name;
    std::string unit;
    std::string sender_organisation;
  };

  bool recall(std::uint64_t key, Keys& narrow, Keys& unit, std::string& organisation,
              std::string& standing_name);
  std::uint64_t client_key(const PolicyRequest& request, const Keys& narrow);
  std::uint64_t mail_of(const Keys& unit);
  std::uint64_t sender_of(const Keys& unit);
  std::uint64_t entry_of(const Keys& keys, bool domain);
  void count(const Combination& combined, std::string_view standing_name, const Keys& unit,
             UnixTime now);
  void remember_passing(const Combination& combined, const Keys& unit, const Keys& narrow);
  void remember_seen(std::uint64_t entry, UnixTime seen);

  RememberedDomains domains_;
  RegistrableDomain registrable_domain_;
  OrganisationRules client_rules_;
  Rules rules_;
  RecentMap<Client> clients_{kMostClients};
  StandingBook standing_;
  AwaitedReturns returns_{standing_};
  RecentMap<UnixTime> passed_on_{kMostPassedOn};  // entries, and when they were seen last
  std::string name_;                              // of what is hashed
};

}  // namespace greycache
