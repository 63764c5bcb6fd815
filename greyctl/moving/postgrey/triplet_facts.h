// From a triplet of postgrey's to facts.
#pragma once

#include <string>
#include <vector>

#include "greycache/policy/ages.h"
#include "greycache/policy/fact.h"
#include "greyctl/moving/account/moving_account.h"
#include "greyctl/moving/account/old_client.h"
#include "greyctl/moving/postgrey/known_clients.h"
#include "greyctl/moving/postgrey/postgrey_entry.h"
#include "greyctl/moving/postgrey/postgrey_settings.h"

namespace greycache {

struct TripletRules {
  PostgreySettings postgrey;
  SourceForms forms;  // of the daemon here
  Instant instant;    // what has expired then does not come
};

// A triplet that passed becomes a from_awl: its client and sender are known here, to whomever they
// write. One that waits becomes a connect. postgrey keys on a network whether a client has a name
// or not; a client without one is known here by its address, so that the entry comes for the
// network and for each client of it that passed (KnownClients). Where postgrey's '#' for a number
// hides a name that stays as it is here, a known sender's domain comes as a whole.
class TripletFacts {
 public:
  // The account and the clients must live as long.
  TripletFacts(const TripletRules& rules, const KnownClients& clients, MovingAccount& account)
      : rules_(rules), clients_(clients), account_(account) {}

  // None where it is set aside. `text` is the entry as it stands there, for messages.
  std::vector<Fact> of(const PostgreyTriplet& triplet, const std::string& text);

 private:
  bool passed(const PostgreyTriplet& triplet) const {
    return triplet.last_seen - triplet.first_seen >= rules_.postgrey.delay;
  }
  // Without its source; why it does not come is told in `why`.
  Fact fact_of(const PostgreyTriplet& triplet, const std::string& text, std::string& why);
  std::vector<std::string> sources_of(const IpAddress& client) const;
  OldClient network_of(const IpAddress& client) const;

  TripletRules rules_;
  const KnownClients& clients_;
  MovingAccount& account_;
};

}  // namespace greycache
