// Each line of the whitelists, made a list of its own by the functions that read them.
#include "greycache/config/lists/whitelist_search.h"

#include <fmt/format.h>

#include <array>

#include "common/text.h"
#include "greycache/config/lists/list_file.h"
#include "greycache/policy/lists/client_whitelist.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

struct WhitelistFile {
  const char* name;
  ClientEntries (*parse)(std::string_view, ListComplaints&);
};
constexpr std::array<WhitelistFile, 4> kFiles{{
    {"clients_ip_whitelist", parse_client_addresses},
    {"clients_ip_whitelist.local", parse_client_addresses},
    {"clients_fqdn_whitelist", parse_client_names},
    {"clients_fqdn_whitelist.local", parse_client_names},
}};

// A pattern with its backslashes as they stand in the file; all else escaped.
std::string shown(std::string_view line) {
  std::string text;
  for (const std::string_view part : split(line.substr(0, 200), '\\')) {
    if (part.data() != line.data()) text += '\\';
    text += escaped(part);
  }
  return line.size() > 200 ? text + "..." : text;
}

}  // namespace

std::optional<std::string> whitelisting_line(const std::string& conf_dir,
                                             const std::optional<IpAddress>& address,
                                             const std::string& client_name,
                                             std::chrono::milliseconds patience) {
  const auto end = Clock::now() + patience;
  for (const WhitelistFile& list : kFiles) {
    ListFile file(fmt::format("{}/{}", conf_dir, list.name));
    file.refresh();
    ListComplaints unread(list.name);
    for (const ListLine& line : list_lines(file.content(), unread)) {
      if (Clock::now() > end) return std::nullopt;
      ListComplaints complaints(list.name);
      const ClientEntries entries = list.parse(line.text, complaints);
      if (!ClientWhitelist({&entries, 1}).holds(address, client_name)) continue;
      return fmt::format("{}:{}: {}", list.name, line.number, shown(line.text));
    }
  }
  return std::nullopt;
}

}  // namespace greycache
