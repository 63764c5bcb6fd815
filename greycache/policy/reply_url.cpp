// The link in a deferral: where its sender reads on.
#include "greycache/policy/reply_url.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"
#include "greycache/policy/reference.h"

namespace greycache {

namespace {

constexpr std::string_view kGood = "write a link like https://help.example/greylisting?ref=%r";

// What may stand in a link (RFC 3986) and in the line of an SMTP reply without changing its form.
bool fits_in_link(char c) {
  return c > 0x20 && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

// The first '%' that stands for nothing, with what follows it; empty where there is none.
std::string_view strange_percent(std::string_view pattern) {
  for (std::size_t i = pattern.find('%'); i != std::string_view::npos; i = pattern.find('%', i)) {
    const std::string_view word = pattern.substr(i, 2);
    if (word != "%r" && word != "%%") return pattern.substr(i, 3);
    i += word.size();
  }
  return {};
}

}  // namespace

std::string url_for(std::string_view pattern, std::string_view reference) {
  std::string url;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
    if (pattern[i] != '%' || (next != 'r' && next != '%')) {
      url += pattern[i];
      continue;
    }
    if (next == 'r') {
      url += reference;
    } else {
      url += '%';
    }
    ++i;
  }
  return url;
}

std::string fault_of_reply_url(std::string_view pattern) {
  if (pattern.empty()) return {};
  const auto scheme = std::max(pattern.starts_with("https://") ? std::size_t{8} : 0,
                               pattern.starts_with("http://") ? std::size_t{7} : 0);
  if (scheme == 0 || pattern.size() == scheme) {
    return fmt::format("\"{}\" is no link; {}", escaped(pattern, 80), kGood);
  }
  if (!std::all_of(pattern.begin(), pattern.end(), fits_in_link)) {
    return fmt::format(
        "\"{}\" holds what cannot stand in a link; write it in ASCII, without blanks and quotes, "
        "what is left as %% and two hexadecimal digits",
        escaped(pattern, 80));
  }
  if (const std::string_view word = strange_percent(pattern); !word.empty()) {
    return fmt::format(
        "\"{}\" stands for nothing; write %r for the reference, %% for a percent sign", word);
  }
  if (url_for(pattern, std::string(kReferenceLength, '2')).size() > kLongestReplyUrl) {
    return fmt::format("the link is longer than {} bytes; write a shorter one", kLongestReplyUrl);
  }
  return {};
}

}  // namespace greycache
