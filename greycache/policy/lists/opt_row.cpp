// What may stand in an opt table.
#include "greycache/policy/lists/opt_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/characters.h"
#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/policy/domain_labels.h"

namespace greycache {

namespace {

bool never_in_address(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7f;
}

// Letters beyond ASCII are a domain's as they are a name's.
bool never_in_domain(char c) {
  const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
  return is_ascii && !is_letter_or_digit(c) && c != '-' && c != '_' && c != '.';
}

bool is_literal(std::string_view domain) {
  return domain.front() == '[' && domain.back() == ']';
}

// Quotes of a text about an address, which stand around none.
bool has_quotes_of_text(std::string_view text) {
  constexpr std::array<std::string_view, 6> kQuotes{"\u201c", "\u201d", "\u2018",
                                                    "\u2019", "\u00ab", "\u00bb"};
  return std::ranges::any_of(kQuotes,
                             [&](std::string_view quote) { return text.find(quote) != text.npos; });
}

// What is wrong with it, as the end of a sentence; empty where nothing is.
std::string_view fault_of_domain(std::string_view domain) {
  if (domain.find_first_of("*?/") != std::string_view::npos) {
    return "is no domain: rows hold no patterns";
  }
  if (domain.front() == '.')
    return "begins with a dot: a row is one domain, without those below it";
  if (domain.back() == '.') return "ends with a dot: recipients come without it";
  if (IpAddress::parse(domain)) return "is the address of a host: rows are of recipients";
  if (!is_literal(domain) && std::ranges::any_of(domain, never_in_domain)) {
    return "holds a sign that no domain has";
  }
  if (has_broken_label(domain)) {
    return "is no domain: a part of it is empty, or begins or ends with '-'";
  }
  return {};
}

std::string_view fault_of_address(std::string_view address) {
  if (address.front() == '@') return "has no user: for a whole domain leave the '@' out";
  if (address.back() == '@') return "has no domain behind the '@'";
  if (address.starts_with("*@")) return "is no address: rows hold no patterns";
  const std::string_view domain = address.substr(address.rfind('@') + 1);
  return fault_of_domain(domain).empty() ? std::string_view()
                                         : "has no domain behind the '@' that mail could go to";
}

// What neither table could hold, as its rows are read.
std::string_view fault_of_text(std::string_view text) {
  if (text.empty()) return "is empty";
  if (text.size() > kOptRowLimit) return "is longer than 255 bytes";
  if (std::any_of(text.begin(), text.end(), never_in_address)) {
    return "holds a blank or a control character";
  }
  return {};
}

// Brackets are how addresses are often written, "mailto:" stands before one, a comma or a semicolon
// between two: Postfix asks with none of these, but for those within quotes, and the colons of
// "[IPv6:2001:db8::1]".
bool has_list_signs(std::string_view text) {
  bool quoted = false;
  bool literal = false;
  for (const char c : text) {
    quoted = quoted != (c == '"');
    literal = c == '[' || (literal && c != ']');
    if (!quoted && !literal && std::string_view("<>,;:").find(c) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

std::string_view fault_of_row(std::string_view text) {
  if (!is_utf8(text)) return "is no UTF-8";
  if (has_quotes_of_text(text)) return "holds quotes and is to be the address or domain alone";
  if (has_list_signs(text))
    return "holds one of <>,;: and is to be one address or domain by itself";
  return text.find('@') != std::string_view::npos ? fault_of_address(text) : fault_of_domain(text);
}

}  // namespace

tl::expected<OptRow, std::string> parse_opt_row(OptChoice choice, std::string_view written,
                                                OptChange change) {
  if (change == OptChange::add) written = without_byte_order_mark(written);
  std::string_view fault = fault_of_text(written);
  if (fault.empty() && change == OptChange::add) fault = fault_of_row(written);
  if (!fault.empty()) {
    return tl::make_unexpected(fmt::format("'{}' {}", escaped(written, 300), fault));
  }
  const bool email = written.find('@') != std::string_view::npos;
  const OptTable in = email ? OptTable::optin_email : OptTable::optin_domain;
  const OptTable out = email ? OptTable::optout_email : OptTable::optout_domain;
  return OptRow{choice == OptChoice::in ? in : out, lower_ascii(written), std::string(written)};
}

}  // namespace greycache
