// What "show" says of an organisation: how it stands, and its entries, a page at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "greycache/engine/policy_set.h"
#include "greycache/policy/organisation/standing.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// Of hosts whose first attempts are counted together, see standing_name_of().
struct HostsStanding {
  std::vector<StandingCounts> days;  // StandingBook::days_of()
  bool good = true;
  bool proven = false;
};

// A question for one page.
struct OrganisationQuestion {
  std::string organisation;  // as RegistrableDomain gives it
  std::string after;         // a sender's organisation: the page begins behind it; "" for the first
  HostsStanding mail_servers;
  HostsStanding others;
  std::vector<Fact> known;  // of its units, not written yet
  std::string text;         // to begin with
  bool json = false;
  std::shared_ptr<const PolicySet> policy;
  Cutoffs cutoffs;
  UnixTime now = 0;

  // Asks the store; on a worker's thread. A store that cannot be asked is told in the answer.
  std::string answer(PersistentStore& store);

  // Sender's organisations of a page, and entries of one of them that are shown.
  static constexpr std::size_t kMostUnits = 20;
  static constexpr std::size_t kMostOfUnit = 50;
};

// Whether the source is a unit of this organisation.
bool is_unit_of(const std::string& src, const std::string& organisation);

// "good standing: of 30 first attempts of the last 7 days 25 came back", and a line a day.
std::string standing_text(const HostsStanding& hosts, UnixTime now);

}  // namespace greycache
