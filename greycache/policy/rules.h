// The settings of the decision, as the policy uses them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/duration.h"
#include "common/ip_address.h"
#include "greycache/policy/lists/opt_method.h"

namespace greycache {

// organisation: by the narrow source, which is smart's, and by the client's organisation.
enum class GreyMethod : std::uint8_t { full, classc, smart, organisation };
// How a deferral is said: defer_if_permit, or at once with reject_code.
enum class RejectMethod : std::uint8_t { delay, immed };

// Whose mail to whom passes since the own users wrote before (policy/correspondent.h): nobody's;
// that of an address they wrote to, to who wrote; or that of its whole organisation, to any user.
enum class Correspondents : std::uint8_t { off, address, domain };

// Times in seconds, unlike the settings they come from. Defaults are SQLgrey's.
struct Rules {
  UnixTime reconnect_delay = 300;
  UnixTime max_connect_age = 24 * 3600;
  UnixTime awl_age = 60 * 86400;
  // An AWL hit is written only when the entry's last_seen is at least this old; 0 writes each.
  UnixTime awl_refresh = 3600;
  std::int64_t group_domain_level = 2;    // 0: no domain AWL
  std::int64_t connect_src_throttle = 0;  // 0: no throttle
  GreyMethod greymethod = GreyMethod::smart;
  OptMethod optmethod = OptMethod::none;
  int ipv6_prefix = 64;
  RejectMethod reject_first_attempt = RejectMethod::delay;
  RejectMethod reject_early_reconnect = RejectMethod::delay;
  std::string reject_code = "450";
  bool prepend = true;
  bool discrimination = false;
  bool discrimination_add_rulenr = false;
  // Whether a deferral's text names its mail, and a link where to read on; see reply_url.h.
  bool reply_reference = false;
  std::string reply_url = {};
  // What stands between "Greylisted for" and the end: "5 minutes". SQLgrey prints the setting's
  // text.
  std::string reconnect_delay_text = "5 minutes";
  Correspondents correspondents = Correspondents::off;
  UnixTime correspondent_age = 90 * 86400;        // since the user's last mail
  std::int64_t correspondent_limit = 100;         // new ones that a user's mail teaches in an hour
  std::vector<Network> correspondent_networks{};  // of clients whose mail is the own users'
};

}  // namespace greycache
