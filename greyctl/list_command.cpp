// Page after page, printed before the next one is asked for.
#include "greyctl/list_command.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <limits>
#include <string>

#include "common/program_output.h"

namespace greycache {

int list_entries(const ListOptions& options, const AskDaemon& ask) {
  if (options.waiting == options.known) {
    return complain(EX_USAGE, "list needs --waiting or --known");
  }
  std::int64_t left = options.limit.value_or(std::numeric_limits<std::int64_t>::max());
  const std::string command =
      fmt::format("list {}{}", options.waiting ? "waiting" : "known", options.json ? "-json" : "");
  const auto listed = each_row(command, "", ask, [&](std::string_view row) {
    if (left-- <= 0) return false;
    return print_out("{}\n", row) && left > 0;
  });
  return listed ? EX_OK : complain(EX_UNAVAILABLE, listed.error());
}

}  // namespace greycache
