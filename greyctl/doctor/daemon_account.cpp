// Root, the owner of state_dir, or somebody else.
#include "greyctl/doctor/daemon_account.h"

#include <sys/stat.h>
#include <unistd.h>

#include "greycache/core/state_owner.h"

namespace greycache {

bool look_as_daemon(const Settings& settings) {
  if (geteuid() == 0) return become_owner_of(settings.state_dir).has_value();
  struct stat status {};
  return stat(settings.state_dir.c_str(), &status) == 0 && status.st_uid == geteuid();
}

Findings as_seen_by(bool daemon, const Findings& findings) {
  if (daemon) return findings;
  Findings weaker;
  for (const Finding& each : findings.all()) {
    if (each.severity == Severity::error) {
      weaker.warning("as this account it cannot be seen how it is for the daemon: " + each.what,
                     "run greyctl doctor as root");
    } else {
      weaker.put(each);
    }
  }
  return weaker;
}

}  // namespace greycache
