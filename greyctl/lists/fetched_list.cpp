// Four files, read as the daemon reads them.
#include "greyctl/lists/fetched_list.h"

#include <array>

#include "greycache/policy/lists/smart_patterns.h"

namespace greycache {

namespace {

constexpr std::array kLists{
    FetchedList{"clients_ip_whitelist", parse_client_addresses},
    FetchedList{"clients_fqdn_whitelist", parse_client_names},
    FetchedList{"dyn_fqdn.regexp", nullptr},
    FetchedList{"smtp_server.regexp", nullptr},
};

}  // namespace

std::vector<ListLine> FetchedList::said(std::string_view text) const {
  if (parse != nullptr) return list_lines(text);
  const ListLine line = SmartPatterns::counting_line(text);
  return line.text.empty() ? std::vector<ListLine>() : std::vector{line};
}

std::vector<std::string> FetchedList::complaints(std::string_view text) const {
  ListComplaints complaints(name);
  if (parse != nullptr) {
    parse(text, complaints);
  } else {
    // Both files hold the same.
    SmartPatterns().read_dyn_fqdn(text, complaints);
  }
  return complaints.sentences();
}

std::span<const FetchedList> fetched_lists() {
  return kLists;
}

}  // namespace greycache
