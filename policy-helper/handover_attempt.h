// Giving the smtpd connection to the daemon, so that exactly one of the two owns it afterwards.
#pragma once

#include <string_view>

#include "common/deadline.h"

namespace greycache {

enum class Handover {
  taken,        // the daemon has acknowledged: the connection is the daemon's
  unreachable,  // no daemon there; nothing was offered
  refused,      // a daemon was offered the connection and did not acknowledge: it is still ours
};

// Whether what arrives on standard input can be handed over: a stream socket that is also standard
// output, as under spawn(8), for the daemon answers where it reads.
bool may_hand_over(int input, int output);

// Offers `client` with the bytes already read from it to the daemon at `path` (the wire form is in
// common/handover.h), again and again until the deadline.
Handover hand_over(const char* path, int client, std::string_view already_read,
                   const Deadline& deadline);

}  // namespace greycache
