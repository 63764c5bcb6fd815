// The rules, and the words, are doctor's.
#include "greyctl/panel/account_warning.h"

#include <fmt/format.h>

#include "common/program_output.h"
#include "greyctl/doctor/account_checks.h"

namespace greycache {

bool tell_of_accounts(const std::string& path) {
  bool refused = false;
  const Findings findings = account_findings(look_at_account_facts(path));
  for (const Finding& each : findings.all()) {
    if (each.severity < Severity::warning) continue;
    refused = refused || each.severity == Severity::error;
    complain(fmt::format("{}; this takes that away: {}", each.what, each.advice));
  }
  return !refused;
}

}  // namespace greycache
