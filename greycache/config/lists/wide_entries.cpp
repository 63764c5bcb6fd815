// Networks by their length, domains by the Public Suffix List, patterns by names of nobody.
#include "greycache/config/lists/wide_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/network_width.h"
#include "greycache/config/lists/listed_line.h"
#include "greycache/config/lists/names_of_nobody.h"
#include "greycache/policy/lists/pattern_line.h"

namespace greycache {

namespace {

// Of the names of nobody a pattern may match one of so many.
constexpr std::size_t kNarrow = 100;

// RFC 1918, 6598, 1122, 4193 and 4291: no stranger's.
bool is_private(const Network& network) {
  static const std::array kPrivate{
      *Network::parse("10.0.0.0/8"),     *Network::parse("172.16.0.0/12"),
      *Network::parse("192.168.0.0/16"), *Network::parse("100.64.0.0/10"),
      *Network::parse("127.0.0.0/8"),    *Network::parse("fc00::/7"),
      *Network::parse("fe80::/10")};
  return std::ranges::any_of(kPrivate, [&](const Network& each) {
    return each.prefix <= network.prefix && each.contains(network.address);
  });
}

std::string excess_of(const Network& network, ListWriter writer) {
  if (!is_too_wide(network)) return {};
  if (writer == ListWriter::administrator && is_private(network)) return {};
  return fmt::format("a network wider than a /{}", widest_prefix(network));
}

std::string excess_of(const std::string& domain, ListWriter writer, const SuffixList& suffixes) {
  const bool top_level = domain.find('.') == domain.npos;
  const bool suffix = suffixes.is_public_suffix(domain);
  if (top_level && (suffix || writer == ListWriter::stranger)) return "a whole top-level domain";
  return suffix ? "a whole public suffix, below which are strangers" : "";
}

// How many of the texts that `text_of` makes of the names of nobody the pattern matches. One that
// runs away is let be: it counts as not matching.
template <typename TextOf>
std::size_t matched(const ListPattern& pattern, const TextOf& text_of) {
  std::size_t count = 0;
  for (const NameOfNobody& nobody : names_of_nobody()) {
    const std::string text = text_of(nobody);
    if (!text.ends_with(pattern.tail())) continue;
    const auto found = pattern.tried_on(text);
    if (!found) return 0;
    if (*found) ++count;
  }
  return count;
}

// The domain that all names end in which the pattern matches, where it is a public suffix.
std::string_view suffix_of(const ListPattern& pattern, const SuffixList& suffixes) {
  std::string_view tail = pattern.tail();
  if (tail.starts_with('.')) tail.remove_prefix(1);
  return suffixes.is_public_suffix(tail) ? tail : std::string_view();
}

// Of what a pattern that takes in few names holds besides. One that runs away is let be.
bool takes_in(const ListPattern& pattern, std::string_view text) {
  return pattern.tried_on(text).value_or(false);
}

std::string excess_of(const ListPattern& pattern, const SuffixList& suffixes) {
  const std::size_t all = names_of_nobody().size();
  const auto told = [&](std::size_t count, std::string_view kind) {
    return count * kNarrow <= all
               ? std::string()
               : fmt::format("names of anybody{}, as {} of {} that were made up", kind, count, all);
  };
  const auto name = [](const NameOfNobody& nobody) { return nobody.name(); };
  if (auto excess = told(matched(pattern, name), ""); !excess.empty()) return excess;
  if (takes_in(pattern, "unknown")) return "clients without a verified name";
  const std::string_view suffix = suffix_of(pattern, suffixes);
  if (suffix.empty()) return {};
  const auto below = [&](const NameOfNobody& nobody) { return nobody.below(suffix); };
  return told(matched(pattern, below), fmt::format(" below {}", suffix));
}

std::string excess_of_addresses(const ListPattern& pattern, const SuffixList& suffixes) {
  const auto user = [](const NameOfNobody& nobody) {
    return nobody.host.substr(0, nobody.host.find('.')) + '@';
  };
  const auto is_most = [&](const auto& text_of) {
    return matched(pattern, text_of) * 2 > names_of_nobody().size();
  };
  if (is_most([&](const NameOfNobody& nobody) { return user(nobody) + nobody.name(); })) {
    return "addresses of anybody";
  }
  // One user anywhere may be listed: this one is nobody's.
  const auto of_nobody = [](const NameOfNobody& nobody) { return "zq7+xw@" + nobody.name(); };
  if (matched(pattern, of_nobody) * kNarrow > names_of_nobody().size()) {
    return "addresses of anybody";
  }
  if (takes_in(pattern, "")) return "the empty address, which is the sender of all bounces";
  const std::string_view suffix = suffix_of(pattern, suffixes);
  const auto below = [&](const NameOfNobody& nobody) {
    return user(nobody) + nobody.below(suffix);
  };
  if (suffix.empty() || !is_most(below)) return {};
  return fmt::format("addresses of anybody below {}", suffix);
}

std::string excess_of(const AddressNames& names, const SuffixList& suffixes) {
  for (const std::string& domain : names.domains) {
    if (auto excess = excess_of(domain, ListWriter::administrator, suffixes); !excess.empty()) {
      return excess;
    }
  }
  for (const auto& pattern : names.patterns) {
    if (auto excess = excess_of_addresses(*pattern, suffixes); !excess.empty()) return excess;
  }
  return {};
}

}  // namespace

std::string excess_of(const ClientEntries& entries, ListWriter writer, const SuffixList& suffixes) {
  for (const Network& network : entries.networks) {
    if (auto excess = excess_of(network, writer); !excess.empty()) return excess;
  }
  for (const std::string& domain : entries.domains) {
    if (auto excess = excess_of(domain, writer, suffixes); !excess.empty()) return excess;
  }
  for (const auto& pattern : entries.patterns) {
    if (auto excess = excess_of(*pattern, suffixes); !excess.empty()) return excess;
  }
  return {};
}

std::string excess_of(const AddressEntries& entries, const SuffixList& suffixes) {
  auto excess = excess_of(entries.always, suffixes);
  return excess.empty() ? excess_of(entries.of_organisation, suffixes) : excess;
}

std::string excess_of_pattern(std::string_view text) {
  const auto pattern = ListPattern::compile(text, ListPattern::Case::ignored, "");
  if (text.empty() || !pattern) return {};
  const auto name = [](const NameOfNobody& nobody) { return nobody.name(); };
  const bool any = matched(*pattern, name) * 10 > names_of_nobody().size() * 9;
  return any ? "nearly any name" : "";
}

std::string excess_of_line(std::string_view list, std::string_view line,
                           const SuffixList& suffixes) {
  constexpr auto kWriter = ListWriter::administrator;
  ListComplaints told("");
  if (list.starts_with("clients_ip_")) {
    return excess_of(parse_client_addresses(line, told), kWriter, suffixes);
  }
  if (list.starts_with("clients_fqdn_")) {
    return excess_of(parse_client_names(line, told), kWriter, suffixes);
  }
  if (list.starts_with("recipients_")) {
    return excess_of(parse_address_entries(line, Addressee::recipient, told), suffixes);
  }
  if (list.starts_with("senders_")) {
    return excess_of(parse_address_entries(line, Addressee::sender, told), suffixes);
  }
  return list.starts_with("discrimination.") ? std::string() : excess_of_pattern(line);
}

std::vector<std::string> wide_lines(
    const std::string& file, const std::vector<ListLine>& lines,
    const std::function<std::string(std::string_view line)>& excess) {
  ListComplaints complaints(file, "take in too much");
  ListAllowance patterns(ListAllowance::kMostPatterns, "patterns");
  for (const ListLine& line : lines) {
    if (!slashed_pattern(line.text).empty() && !patterns.take(line.number)) continue;
    const std::string found = excess(line.text);
    if (found.empty()) continue;
    complaints.add(line.number, fmt::format("{} takes in {}", shown_line(line.text), found));
  }
  return complaints.sentences();
}

}  // namespace greycache
