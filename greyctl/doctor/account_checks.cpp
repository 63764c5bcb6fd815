// What greyweb itself would log, or refuse.
#include "greyctl/doctor/account_checks.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

#include "common/account_rights.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr const char* kAddUser = "greyctl panel user add NAME --role admin";
constexpr const char* kAddToken = "greyctl panel token add NAME --role operator";

bool is_of_tokens(std::string_view path) {
  return path.ends_with("panel_tokens");
}

Findings unread(const AccountFacts& facts, const std::string& path) {
  Findings findings;
  if (facts.error == ENOENT) {
    findings.warning(
        path + " is a link that leads nowhere: nobody signs in by it",
        fmt::format("rm {}, then {}", path, is_of_tokens(path) ? kAddToken : kAddUser));
  } else if (facts.error == EACCES || facts.error == EPERM) {
    findings.warning(path + " could not be looked at: " + std::strerror(facts.error),
                     "run greyctl doctor as root");
  } else {
    findings.warning(fmt::format("{} cannot be read: {}; nobody signs in by it", path,
                                 std::strerror(facts.error)),
                     "put a file of accounts there, as greyctl panel writes it");
  }
  return findings;
}

Findings of_rights(const std::vector<AccountFault>& faults, const std::string& path) {
  Findings findings;
  for (const AccountFault& fault : faults) {
    const std::string what = fmt::format("{}: {}", path, fault.what);
    if (fault.refused) {
      findings.error(what + "; nobody signs in by it until then", fault.mend);
    } else {
      findings.warning(what, fault.mend);
    }
  }
  return findings;
}

Findings of_content(const AccountFacts& facts, const std::string& path) {
  Findings findings;
  if (!facts.damage.empty()) {
    findings.warning(
        fmt::format("{} is damaged: {}; nobody signs in by it", path, escaped(facts.damage)),
        "mend that line, or take it away");
  } else if (facts.empty && is_of_tokens(path)) {
    findings.note(path + " has no token: no program may ask", "");
  } else if (facts.empty) {
    findings.warning(path + " names nobody: nobody can sign in", kAddUser);
  }
  return findings;
}

}  // namespace

Findings account_findings(const AccountFacts& facts) {
  const std::string path = escaped(facts.place.path);
  Findings findings;
  if (facts.place.file.st_mode != 0) {
    findings.add(of_rights(faults_of_accounts(facts.place, facts.keepers), path));
  }
  findings.add(facts.error != 0 ? unread(facts, path) : of_content(facts, path));
  return findings;
}

Findings look_at_accounts(const Settings& settings) {
  Findings findings;
  bool none = true;
  for (const char* const name : {"panel_accounts", "panel_tokens"}) {
    const AccountFacts facts = look_at_account_facts(settings.conf_dir + "/" + name);
    none = none && !facts.named && facts.error == ENOENT;
    if (facts.named) findings.add(account_findings(facts));
  }
  if (none && !settings.panel_socket.empty()) {
    findings.warning("panel_socket is set, but there are no accounts: nobody can sign in",
                     kAddUser);
  }
  return findings;
}

}  // namespace greycache
