// Strict: what no page of ours has in its address is no address of ours.
#include "greyweb/http/http_request.h"

#include <algorithm>

#include "common/characters.h"
#include "common/text.h"

namespace greycache::web {

namespace {

constexpr std::size_t kLongestPath = 200;

bool may_stand_in_path(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

std::string cookie_value(std::string_view cookies, std::string_view name) {
  std::string found;
  for (const std::string_view part : split(cookies, ';')) {
    const std::string_view cookie = trimmed(part);
    const std::size_t equals = cookie.find('=');
    if (equals == std::string_view::npos || cookie.substr(0, equals) != name) continue;
    const std::string_view value = cookie.substr(equals + 1);
    if (!found.empty() && found != value) return {};
    found = value;
  }
  return found;
}

std::string_view plain_path(std::string_view text) {
  const std::string_view path = text.substr(0, text.find('?'));
  const bool plain = !path.empty() && path.front() == '/' && path.size() <= kLongestPath &&
                     std::ranges::all_of(path, may_stand_in_path);
  if (!plain || path.find("//") != std::string_view::npos) return {};
  for (const std::string_view part : split(path, '/')) {
    if (part == "." || part == "..") return {};
  }
  return path;
}

}  // namespace greycache::web
