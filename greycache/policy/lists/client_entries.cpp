// The grammar of the client whitelists.
#include "greycache/policy/lists/client_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/text.h"
#include "greycache/policy/lists/pattern_line.h"

namespace greycache {

namespace {

bool is_host_label(std::string_view text) {
  const auto may_stand = [](char c) { return is_word_character(c) || c == '-'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), may_stand);
}

bool is_host_domain(std::string_view text) {
  const auto labels = split(text, '.');
  return text.size() <= 255 && std::all_of(labels.begin(), labels.end(), is_host_label);
}

std::string without_blanks(std::string_view text) {
  std::string kept(text);
  std::erase_if(kept, [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
  return kept;
}

void add_pattern(const ListLine& line, std::string_view pattern, ClientEntries& entries,
                 ListComplaints& complaints) {
  auto compiled = compiled_pattern(line.number, pattern, complaints);
  if (compiled) entries.patterns.push_back(std::move(compiled));
}

void add_domain(const ListLine& line, std::string_view domain, ClientEntries& entries,
                ListComplaints& complaints) {
  if (is_host_domain(domain)) {
    entries.domains.push_back(lower_ascii(domain));
    return;
  }
  complaints.add(line.number, fmt::format("\"{}\" is no domain behind \"*.\"; write it like "
                                          "*.example.com, or a pattern between slashes",
                                          escaped(domain)));
}

void add_name(const ListLine& line, ClientEntries& entries, ListAllowance& patterns,
              ListComplaints& complaints) {
  const std::string_view text = line.text;
  if (const std::string_view pattern = slashed_pattern(text); !pattern.empty()) {
    if (patterns.take(line.number)) add_pattern(line, pattern, entries, complaints);
  } else if (text.starts_with("*.")) {
    add_domain(line, text.substr(2), entries, complaints);
  } else if (Network::parse(text)) {
    complaints.add(line.number, fmt::format("\"{}\" is an address, which this list of names does "
                                            "not hold; write it into clients_ip_whitelist.local",
                                            escaped(text)));
  } else if (is_host_domain(text) && text.find('.') != std::string_view::npos) {
    entries.names.push_back(lower_ascii(text));
  } else {
    complaints.add(line.number,
                   fmt::format("\"{}\" is no host name; write mail.example.com, *.example.com, or "
                               "a pattern without blanks between slashes",
                               escaped(text)));
  }
}

}  // namespace

ClientEntries parse_client_addresses(std::string_view text, ListComplaints& complaints) {
  ClientEntries entries;
  for (const ListLine& line : list_lines(text, complaints)) {
    if (const auto network = Network::parse(without_blanks(line.text))) {
      entries.networks.push_back(*network);
      continue;
    }
    complaints.add(line.number, fmt::format("\"{}\" is no address or network; write 192.0.2.1, "
                                            "192.0.2, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32",
                                            escaped(line.text)));
  }
  return entries;
}

ClientEntries parse_client_names(std::string_view text, ListComplaints& complaints) {
  ClientEntries entries;
  ListAllowance patterns(ListAllowance::kMostPatterns, "patterns");
  for (const ListLine& line : list_lines(text, complaints)) {
    add_name(line, entries, patterns, complaints);
  }
  patterns.tell(complaints);
  return entries;
}

}  // namespace greycache
