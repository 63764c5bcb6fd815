// Warnings of the file, troubles of a start, and settings that fight.
#include "greyctl/doctor/settings_look.h"

#include <utility>

#include "greycache/core/config_check.h"
#include "greycache/core/start_checks.h"
#include "greyctl/doctor/daemon_account.h"
#include "greyctl/doctor/settings_checks.h"

namespace greycache {

namespace {

void add_troubles(Findings& findings, const std::vector<Trouble>& troubles) {
  for (const Trouble& each : troubles) {
    switch (each.weight) {
      case Trouble::Weight::refusal:
        findings.error(each.text,
                       "the daemon does not start like that: mend it, then greyctl check-config");
        break;
      case Trouble::Weight::fault:
        findings.error(each.text, "mend it, then greyctl check-config");
        break;
      case Trouble::Weight::warning:
        findings.warning(each.text, "");
        break;
      case Trouble::Weight::note:
        findings.note(each.text, "");
        break;
    }
  }
}

}  // namespace

Findings look_at_settings(const LoadedSettings& loaded) {
  Findings findings;
  for (const std::string& warning : loaded.warnings) {
    findings.warning(warning, "mend that line, then greyctl reload");
  }
  findings.add(settings_findings(loaded.settings));
  if (!look_as_daemon(loaded.settings)) {
    findings.warning("what the daemon needs to start could not be looked at as this account",
                     "run greyctl doctor as root");
    return findings;
  }
  if (std::string fault = fault_of_file(loaded); !fault.empty()) {
    findings.error(std::move(fault), "chown root:greycache and chmod 0640");
  }
  add_troubles(findings, start_troubles(loaded.settings, true));
  return findings;
}

}  // namespace greycache
