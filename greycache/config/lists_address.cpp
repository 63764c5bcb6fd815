// The few forms of a URL that a list may be fetched from.
#include "greycache/config/lists_address.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/characters.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestUrl = 1000;

// Letters, digits and what a path has; no '@' (a password would be shown), '?' or '#', behind which
// the name of a list would be no part of the path.
bool fit_for_a_path(char c) {
  return is_letter_or_digit(c) ||
         std::string_view("-._~%!$&'()*+,;=:/[]").find(c) != std::string_view::npos;
}

bool begins_with_host(std::string_view host) {
  const char first = host.empty() ? '/' : host.front();
  return is_letter_or_digit(first) || first == '[';
}

// Without what may be a password: before an '@', or behind a '?'.
std::string shown(std::string_view text) {
  const std::size_t at = text.rfind('@');
  const std::string_view place = at == text.npos ? text : text.substr(at);
  const std::size_t question = place.find('?');
  return fmt::format("{}{}{}", at == text.npos ? "" : "***", escaped(place.substr(0, question), 80),
                     question == place.npos ? "" : "?***");
}

}  // namespace

tl::expected<std::string, std::string> parse_lists_address(std::string_view text) {
  const std::size_t scheme = text.find("://");
  std::string url(text);
  if (scheme == text.npos) url = "https://" + url;
  const bool known = url.starts_with("https://") || url.starts_with("http://");
  const std::string_view rest = std::string_view(url).substr(url.find("://") + 3);
  const bool good = known && begins_with_host(rest) && url.size() <= kLongestUrl &&
                    std::all_of(rest.begin(), rest.end(), fit_for_a_path);
  if (!good) {
    return tl::make_unexpected(
        fmt::format("\"{}\" is no place of lists; write https://lists.example.org/path (or http:// "
                    "where nobody can come between), without a name or password",
                    shown(text)));
  }
  return url.ends_with('/') ? url : url + "/";
}

}  // namespace greycache
