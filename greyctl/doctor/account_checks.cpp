// What greyweb itself would log, or refuse.
#include "greyctl/doctor/account_checks.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "common/account_rights.h"
#include "common/text.h"

namespace greycache {

Findings account_findings(const std::string& path, mode_t mode) {
  Findings findings;
  const AccountRights rights = rights_of_accounts(mode);
  if (rights.fault.empty()) return findings;
  const std::string what = fmt::format("{}: {}", escaped(path), rights.fault);
  const std::string advice = fmt::format("chmod 0640 {}", escaped(path));
  if (rights.refused) {
    findings.error(what + "; nobody signs in by it until then", advice);
  } else {
    findings.warning(what, advice);
  }
  return findings;
}

Findings look_at_accounts(const Settings& settings) {
  Findings findings;
  for (const char* const name : {"panel_accounts", "panel_tokens"}) {
    const std::string path = settings.conf_dir + "/" + name;
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) findings.add(account_findings(path, status.st_mode));
  }
  return findings;
}

}  // namespace greycache
