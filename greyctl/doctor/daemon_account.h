// Looking with the eyes of the daemon: as the account that it runs under.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/doctor/findings.h"

namespace greycache {

// Root becomes the owner of state_dir, for good. Whether this process may now do what the daemon
// may: as anybody else what it is refused says nothing of the daemon.
bool look_as_daemon(const Settings& settings);

// Where the process may not look as the daemon: what is worse than a note is a warning, which says
// so.
Findings as_seen_by(bool daemon, const Findings& findings);

}  // namespace greycache
