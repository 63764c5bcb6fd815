// Checks of text settings.
#include "greycache/config/value_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/characters.h"
#include "common/inet_address.h"
#include "common/socket.h"
#include "common/text.h"
#include "greycache/config/lists_address.h"
#include "greycache/config/log_levels.h"
#include "greycache/config/network_list.h"
#include "greycache/config/redis_address.h"
#include "greycache/policy/reply_url.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestPath = 4095;
constexpr std::size_t kLongestMailAddress = 320;
constexpr std::size_t kLongestGroup = 32;
constexpr std::size_t kLongestHostName = 253;
constexpr std::size_t kLongestPrefix = 64;
constexpr std::size_t kLongestIdent = 32;

bool only(std::string_view value, std::string_view marks) {
  return std::all_of(value.begin(), value.end(),
                     [&](char c) { return is_letter_or_digit(c) || marks.find(c) != marks.npos; });
}

bool one_printable_word(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x21 && c <= 0x7e; });
}

std::string check_path_of(std::string_view value, std::size_t longest) {
  if (!value.starts_with('/')) {
    return fmt::format("\"{}\" is no absolute path; write one that begins with /",
                       escaped(value, 80));
  }
  if (value.size() > longest) return fmt::format("the path is longer than {} bytes", longest);
  return {};
}

}  // namespace

std::string check_path(std::string_view value) {
  return check_path_of(value, kLongestPath);
}

std::string check_path_or_empty(std::string_view value) {
  return value.empty() ? std::string() : check_path(value);
}

std::string check_password_file(std::string_view value) {
  if (value.empty() || value.starts_with('/')) return check_path_or_empty(value);
  return "it is no absolute path; write that of a file with the password, which begins with /";
}

std::string check_socket_path(std::string_view value) {
  return check_path_of(value, kLongestSocketPath);
}

std::string check_socket_path_or_empty(std::string_view value) {
  return value.empty() ? std::string() : check_socket_path(value);
}

std::string check_networks(std::string_view value) {
  const auto networks = parse_networks(value);
  return networks ? std::string() : networks.error();
}

std::string check_group(std::string_view value) {
  if (only(value, "_-.") && !value.starts_with('-') && value.size() <= kLongestGroup) return {};
  return fmt::format("\"{}\" is no name of a group", escaped(value, 40));
}

std::string check_user(std::string_view value) {
  if (check_group(value).empty()) return {};
  return fmt::format("\"{}\" is no name of an account", escaped(value, 40));
}

std::string check_listen_address(std::string_view value) {
  if (value.empty()) return {};
  const auto address = parse_listen_address(value);
  return address ? std::string() : address.error();
}

std::string check_redis(std::string_view value) {
  const auto address = parse_redis_address(value);
  return address ? std::string() : address.error();
}

std::string check_tls_name(std::string_view value) {
  if (only(value, "-._:") && value.size() <= kLongestHostName) return {};
  return fmt::format(
      "\"{}\" cannot be in a certificate; write a host's name (redis.example.org) or a numeric "
      "address",
      escaped(value, 80));
}

std::string check_redis_prefix(std::string_view value) {
  if (!value.empty() && only(value, "_-.:") && value.size() <= kLongestPrefix) return {};
  return fmt::format("\"{}\" cannot begin a key; write 1 to {} letters, digits or any of _-.:",
                     escaped(value, 80), kLongestPrefix);
}

std::string check_log_override(std::string_view value) {
  const auto levels = parse_log_override(value, 0);
  return levels ? std::string() : levels.error();
}

std::string check_log_ident(std::string_view value) {
  if (one_printable_word(value) && value.size() <= kLongestIdent) return {};
  return fmt::format("\"{}\" cannot name log lines; write one word of at most {} letters",
                     escaped(value, 80), kLongestIdent);
}

std::string check_mail_address(std::string_view value) {
  if (value.empty()) return {};
  const bool good = one_printable_word(value) && !value.starts_with('-') &&
                    value.size() <= kLongestMailAddress &&
                    value.find_first_of(",;<>()\"'`|") == value.npos;
  if (good) return {};
  return fmt::format(
      "\"{}\" is no mail address; write one (postmaster@example.org), or nothing "
      "for no mail",
      escaped(value, 80));
}

std::string check_lists_address(std::string_view value) {
  if (value.empty()) return {};
  const auto address = parse_lists_address(value);
  return address ? std::string() : address.error();
}

std::string check_reply_url(std::string_view value) {
  return fault_of_reply_url(value);
}

}  // namespace greycache
