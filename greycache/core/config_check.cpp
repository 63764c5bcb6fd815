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

void add(ConfigCheck& check, std::vector<Trouble> troubles) {
  for (Trouble& trouble : troubles) {
    if (trouble.weight != Trouble::Weight::note) check.good = false;
    // A file that cannot be read troubles the start and the connection alike.
    if (std::ranges::find(check.lines, trouble.text) != check.lines.end()) continue;
    check.lines.push_back(std::move(trouble.text));
  }
}

}  // namespace

ConfigCheck check_configuration(const LoadedSettings& loaded, bool connect) {
  ConfigCheck check;
  for (const std::string& warning : loaded.warnings) check.lines.push_back("warning: " + warning);
  if (const auto owner = become_owner_of(loaded.settings.state_dir); !owner) {
    check.good = false;
    check.lines.push_back(owner.error());
  }
  if (!loaded.path.empty() && eaccess(loaded.path.c_str(), R_OK) != 0) {
    const int error = errno;
    check.good = false;
    check.lines.push_back(fmt::format("{}: the daemon cannot read it: {}", escaped(loaded.path),
                                      std::strerror(error)));
  }
  ListFiles lists(loaded.settings.conf_dir);
  lists.set_suffix_list(loaded.settings.public_suffix_list);
  for (ListNotice& notice : lists.reload_all(rules_of(loaded.settings))) {
    if (notice.event == ListEvent::read) continue;
    if (notice.event != ListEvent::missing) check.good = false;
    check.lines.push_back(std::move(notice.text));
  }
  add(check, start_troubles(loaded.settings, true));
  if (connect) add(check, store_troubles(loaded.settings));
  return check;
}

}  // namespace greycache
