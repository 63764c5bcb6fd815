// Each line of the whitelists, made a list of its own by the functions that read them.
#include "greycache/config/lists/whitelist_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "greycache/config/lists/list_file.h"
#include "greycache/policy/lists/address_whitelist.h"
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

std::vector<const char*> files_of(Addressee addressee) {
  if (addressee == Addressee::sender) return {"senders_whitelist.local"};
  return {"recipients_whitelist", "recipients_whitelist.local"};
}

struct Bounds {
  Clock::time_point end;
  std::size_t most;  // lines that are found
};

// The lines of one file, as far as the bounds let look.
template <typename Found, typename Look>
void look_through(const std::string& path, const Bounds& bounds, Found& found, Look look) {
  if (!found.whole) return;
  ListFile file(path);
  file.refresh();
  for (const ListLine& line : list_lines(file.content())) {
    found.whole = found.lines.size() < bounds.most && Clock::now() <= bounds.end;
    if (!found.whole) return;
    look(line);
  }
}

}  // namespace

ListedLines whitelisting_lines(const std::string& conf_dir, const std::optional<IpAddress>& address,
                               const std::string& client_name, std::chrono::milliseconds patience,
                               std::size_t most) {
  const Bounds bounds{Clock::now() + patience, most};
  ListedLines found;
  for (const WhitelistFile& list : kFiles) {
    look_through(fmt::format("{}/{}", conf_dir, list.name), bounds, found,
                 [&](const ListLine& line) {
                   ListComplaints complaints(list.name);
                   const ClientEntries entries = list.parse(line.text, complaints);
                   if (!ClientWhitelist({&entries, 1}).holds(address, client_name)) return;
                   found.lines.push_back({list.name, line.number, shown_line(line.text)});
                 });
  }
  return found;
}

ListedAddresses whitelisting_addresses(const std::string& conf_dir, Addressee addressee,
                                       std::string_view address, std::chrono::milliseconds patience,
                                       std::size_t most) {
  using Held = AddressWhitelist::Held;
  const Bounds bounds{Clock::now() + patience, most};
  ListedAddresses found;
  for (const char* name : files_of(addressee)) {
    look_through(fmt::format("{}/{}", conf_dir, name), bounds, found, [&](const ListLine& line) {
      ListComplaints complaints(name);
      const AddressEntries entries = parse_address_entries(line.text, addressee, complaints);
      const Held held = AddressWhitelist({&entries, 1}).held(address);
      if (held == Held::no) return;
      found.lines.push_back(
          {{name, line.number, shown_line(line.text)}, held == Held::of_organisation});
    });
  }
  return found;
}

std::optional<std::string> whitelisting_line(const std::string& conf_dir,
                                             const std::optional<IpAddress>& address,
                                             const std::string& client_name,
                                             std::chrono::milliseconds patience) {
  const ListedLines found = whitelisting_lines(conf_dir, address, client_name, patience, 1);
  if (found.lines.empty()) return std::nullopt;
  return found.lines.front().shown();
}

std::string whitelisting_reason(const std::string& conf_dir, const PolicyRequest& request,
                                std::chrono::milliseconds patience) {
  const auto line = whitelisting_line(conf_dir, IpAddress::parse(request.client_address),
                                      std::string(request.client_name), patience);
  if (line) return "the client is on a whitelist: " + *line;
  for (const auto& [addressee, address, who] :
       {std::tuple(Addressee::recipient, request.recipient, "recipient"),
        std::tuple(Addressee::sender, request.sender, "sender")}) {
    const auto found = whitelisting_addresses(conf_dir, addressee, address, patience);
    const auto always = std::ranges::find(found.lines, false, &ListedAddress::of_organisation);
    if (found.lines.empty()) continue;
    // It counted, so where no other does, the line counted that requires the organisation.
    const auto counted = always == found.lines.end() ? found.lines.begin() : always;
    return fmt::format("the {} is on a whitelist: {}", who, counted->place.shown());
  }
  return "the mail is on a whitelist that is in force";
}

}  // namespace greycache
