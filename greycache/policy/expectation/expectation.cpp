// How rows merge, and what an operator may write into one.
#include "greycache/policy/expectation/expectation.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "common/text.h"
#include "greycache/policy/domain_labels.h"

namespace greycache {

namespace {

// Total, so that two rows of one moment come to the same wherever they meet.
bool counts_less(const Expectation& a, const Expectation& b) {
  return std::tie(a.made_at, a.removed, a.until, a.why) <
         std::tie(b.made_at, b.removed, b.until, b.why);
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

std::string_view fault_of_domain(std::string_view domain) {
  if (domain.find_first_of("*?/") != std::string_view::npos) {
    return "holds a pattern: write @domain for a domain and those below it";
  }
  if (domain.starts_with('[')) return {};  // an address literal
  if (has_broken_label(domain)) {
    return "is no domain behind its '@': a part of it is empty, or begins or ends with '-'";
  }
  return {};
}

std::string_view fault_of_name(std::string_view name) {
  if (name.empty()) return "is empty";
  if (name.size() > kExpectedNameLimit) return "is longer than 512 bytes";
  if (std::any_of(name.begin(), name.end(), is_control)) return "holds a control character";
  if (name.find_first_of(" <>,\"") != std::string_view::npos) {
    return "holds a blank, a quote, '<', '>' or ',': write one address, or @domain";
  }
  const std::size_t at = name.rfind('@');
  if (at == std::string_view::npos) {
    return "holds no '@': write an address, or @ before it for all of a domain";
  }
  if (name.front() == '@' && at > 0) return "holds a second '@': write one address, or @domain";
  if (at + 1 == name.size()) return "has no domain behind the '@'";
  return fault_of_domain(name.substr(at + 1));
}

// Brackets around a whole address are how Postfix's log has it.
std::string_view without_brackets(std::string_view written) {
  written = trimmed(written);
  if (written.size() > 2 && written.front() == '<' && written.back() == '>') {
    return written.substr(1, written.size() - 2);
  }
  return written;
}

tl::unexpected<std::string> refused(std::string_view written, std::string_view fault) {
  return tl::make_unexpected(fmt::format("'{}' {}", escaped(written, 300), fault));
}

tl::expected<std::string, std::string> parse_name(std::string_view written) {
  const std::string_view name = without_brackets(written);
  if (const auto fault = fault_of_name(name); !fault.empty()) return refused(written, fault);
  if (!is_utf8(name)) return refused(written, "is no UTF-8");
  return lower_ascii(name);
}

}  // namespace

void merge_into(Expectation& into, const Expectation& copy) {
  const UnixTime kept_until = std::max(into.kept_until, copy.kept_until);
  if (counts_less(into, copy)) into = copy;
  into.kept_until = kept_until;
}

tl::expected<std::string, std::string> parse_expected_recipient(std::string_view written) {
  return parse_name(written);
}

tl::expected<std::string, std::string> parse_expected_sender(std::string_view written) {
  written = trimmed(written);
  if (written.empty() || written == "<>") return std::string(written);
  return parse_name(written);
}

tl::expected<std::string, std::string> parse_expected_why(std::string_view written) {
  written = trimmed(written);
  if (written.size() > kExpectedWhyLimit) return refused(written, "is longer than 200 bytes");
  if (std::any_of(written.begin(), written.end(), is_control)) {
    return refused(written, "holds a control character");
  }
  if (!is_utf8(written)) return refused(written, "is no UTF-8");
  return std::string(written);
}

}  // namespace greycache
