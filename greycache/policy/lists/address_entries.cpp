// The grammar of the whitelists of senders and recipients.
#include "greycache/policy/lists/address_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/text.h"
#include "greycache/policy/lists/pattern_line.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestPart = 255;

// What no part of an address holds as Postfix asks about it, or only between quotes.
bool is_strange(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7f || c == '<' || c == '>' || c == ',';
}

bool is_part(std::string_view text) {
  return !text.empty() && text.size() <= kLongestPart && std::ranges::none_of(text, is_strange);
}

bool is_label(std::string_view label) {
  return !label.empty() && label.find_first_of("*?/@\\") == label.npos;
}

bool is_domain(std::string_view text) {
  return is_part(text) && std::ranges::all_of(split(text, '.'), is_label);
}

// A line in its two parts: no entry holds a blank.
struct EntryText {
  std::string_view entry;
  std::string_view requirement;
};

EntryText entry_text(std::string_view line) {
  const std::size_t blank = std::min(line.find_first_of(" \t"), line.size());
  return {line.substr(0, blank), trimmed(line.substr(blank))};
}

bool is_requirement(std::string_view text) {
  const auto sides = split(text, '=');
  return sides.size() == 2 && trimmed(sides[0]) == "require" && trimmed(sides[1]) == "organisation";
}

// False where the entry is none of these, patterns not being looked at.
bool add_name(std::string_view entry, AddressNames& names) {
  const std::size_t at = entry.rfind('@');
  if (at == entry.npos) return false;
  const std::string_view local = entry.substr(0, at);
  const std::string_view domain = entry.substr(at + 1);
  if (local.empty() ? domain.empty() : !is_part(local) || local.find('@') != local.npos) {
    return false;
  }
  if (!domain.empty() && !is_domain(domain)) return false;
  if (local.empty()) {
    names.domains.push_back(lower_ascii(domain));
  } else if (domain.empty()) {
    names.local_parts.push_back(lower_ascii(local));
  } else {
    names.addresses.push_back(lower_ascii(entry));
  }
  return true;
}

class Reader {
 public:
  Reader(Addressee addressee, ListComplaints& complaints)
      : addressee_(addressee), complaints_(complaints) {}

  void read(const ListLine& line) {
    const EntryText text = entry_text(line.text);
    if (!text.requirement.empty() && !may_require(line, text.requirement)) return;
    AddressNames& names = text.requirement.empty() ? entries_.always : entries_.of_organisation;
    if (const auto pattern = slashed_pattern(text.entry);
        !pattern.empty() && text.entry.front() == '/') {
      return add_pattern(line, pattern, names);
    }
    if (!add_name(text.entry, names)) {
      complaints_.add(line.number,
                      fmt::format("\"{}\" is no entry; write user@example.com, @example.com (with "
                                  "all below it), postmaster@, or a pattern without blanks between "
                                  "slashes",
                                  escaped(text.entry)));
    }
  }

  AddressEntries finish() {
    patterns_.tell(complaints_);
    return std::move(entries_);
  }

 private:
  bool may_require(const ListLine& line, std::string_view requirement) {
    const bool good = addressee_ == Addressee::sender && is_requirement(requirement);
    if (!good) {
      complaints_.add(line.number,
                      fmt::format("\"{}\" makes no sense here; {}", escaped(requirement),
                                  addressee_ == Addressee::sender
                                      ? "behind an entry may stand require = organisation"
                                      : "a line holds one entry and nothing else"));
    }
    return good;
  }

  void add_pattern(const ListLine& line, std::string_view pattern, AddressNames& names) {
    if (!patterns_.take(line.number)) return;
    auto compiled = compiled_pattern(line.number, pattern, complaints_);
    if (compiled) names.patterns.push_back(std::move(compiled));
  }

  Addressee addressee_;
  ListComplaints& complaints_;
  ListAllowance patterns_{ListAllowance::kMostPatterns, "patterns"};
  AddressEntries entries_;
};

}  // namespace

AddressEntries parse_address_entries(std::string_view text, Addressee addressee,
                                     ListComplaints& complaints) {
  Reader reader(addressee, complaints);
  for (const ListLine& line : list_lines(text, complaints)) reader.read(line);
  return reader.finish();
}

}  // namespace greycache
