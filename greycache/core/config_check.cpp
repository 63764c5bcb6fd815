// The checks of a start, and those of the stores, one after another for a person.
#include "greycache/core/config_check.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/text.h"
#include "greycache/config/lists/list_files.h"
#include "greycache/core/start_checks.h"
#include "greycache/core/state_owner.h"

namespace greycache {

namespace {

constexpr const char* kWarning = "warning: ";

void add(ConfigCheck& check, std::vector<Trouble> troubles) {
  for (Trouble& trouble : troubles) {
    if (trouble.is_wrong()) check.good = false;
    if (trouble.weight == Trouble::Weight::warning) trouble.text.insert(0, kWarning);
    // A file that cannot be read troubles the start and the connection alike.
    if (std::ranges::find(check.lines, trouble.text) != check.lines.end()) continue;
    check.lines.push_back(std::move(trouble.text));
  }
}

void add_lists(ConfigCheck& check, const Settings& settings) {
  ListFiles lists(settings.conf_dir, settings.public_suffix_list);
  for (const ListNotice& notice : lists.reload_all(rules_of(settings))) {
    if (notice.event == ListEvent::read) continue;
    const bool wide = notice.event == ListEvent::wide;
    if (!wide && notice.event != ListEvent::missing) check.good = false;
    check.lines.push_back((wide ? kWarning : "") + notice.text);
  }
  const std::string forged = warning_of_forged_senders(*lists.current()->senders);
  if (!forged.empty()) check.lines.push_back(kWarning + forged);
}

}  // namespace

std::string warning_of_forged_senders(const AddressWhitelist& senders) {
  if (senders.always() == 0) return {};
  return fmt::format(
      "senders_whitelist.local: {} of its entries count whoever the client is, and senders can be "
      "forged; \"require = organisation\" behind an entry lets it count only where the client's "
      "organisation is the sender's",
      senders.always());
}

std::string fault_of_file(const LoadedSettings& loaded) {
  if (loaded.path.empty() || eaccess(loaded.path.c_str(), R_OK) == 0) return {};
  const int error = errno;
  return fmt::format("{}: the daemon cannot read it: {}", escaped(loaded.path),
                     std::strerror(error));
}

ConfigCheck check_configuration(const LoadedSettings& loaded, bool connect) {
  ConfigCheck check;
  for (const std::string& warning : loaded.warnings) check.lines.push_back(kWarning + warning);
  if (const auto owner = become_owner_of(loaded.settings.state_dir); !owner) {
    check.good = false;
    check.lines.push_back(owner.error());
  }
  if (std::string fault = fault_of_file(loaded); !fault.empty()) {
    check.good = false;
    check.lines.push_back(std::move(fault));
  }
  add_lists(check, loaded.settings);
  add(check, start_troubles(loaded.settings, true));
  if (connect) add(check, store_troubles(loaded.settings));
  return check;
}

}  // namespace greycache
