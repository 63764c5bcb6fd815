// Part by part, from the scheme on.
#include "greyctl/moving/mysql/mysql_uri.h"

#include <cstdint>

#include "common/text.h"
#include "common/whole_number.h"

namespace greycache {

namespace {

// Takes what stands before the first such sign, and the sign; nothing where there is none.
std::optional<std::string_view> take_before(std::string_view& rest, char sign) {
  const std::size_t at = rest.find(sign);
  if (at == rest.npos) return std::nullopt;
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  return part;
}

bool read_port(std::string_view digits, unsigned& port) {
  const auto number = whole_number<std::uint16_t>(digits);
  if (number) port = *number;
  return number.has_value();
}

void read_user(std::string_view text, MysqlAddress& address) {
  const auto user = take_before(text, ':');
  address.user = percent_decoded(user.value_or(text));
  if (user) address.password = percent_decoded(text);
}

// Where a password holds a sign of a URI's what stands behind that is none of the other parts, and
// must not be told as one.
bool is_rest_of_password(std::string_view part) {
  return part.find_first_of("@/") != part.npos;
}

// "HOST:PORT", "[2001:db8::1]:PORT", each perhaps without the port.
bool read_host(std::string_view text, MysqlAddress& address) {
  if (is_rest_of_password(text)) return false;
  const bool brackets = text.starts_with('[');
  std::string_view host;
  if (brackets) {
    text.remove_prefix(1);
    const auto inside = take_before(text, ']');
    if (!inside || (!text.empty() && !text.starts_with(':'))) return false;
    host = *inside;
  }
  const auto before_port = take_before(text, ':');
  if (!brackets) host = before_port.value_or(text);
  address.host = percent_decoded(host);
  return !before_port || read_port(text, address.port);
}

}  // namespace

std::optional<MysqlAddress> parse_mysql_uri(std::string_view uri) {
  const auto scheme = take_before(uri, ':');
  if (!scheme || (*scheme != "mysql" && *scheme != "mariadb") || !uri.starts_with("//")) {
    return std::nullopt;
  }
  uri.remove_prefix(2);
  auto place = take_before(uri, '/');
  if (!place) return std::nullopt;
  MysqlAddress address;
  if (const auto user = take_before(*place, '@')) read_user(*user, address);
  if (!read_host(*place, address)) return std::nullopt;
  constexpr std::string_view kSocket = "socket=";
  const auto name = take_before(uri, '?');
  if (is_rest_of_password(name.value_or(uri))) return std::nullopt;
  address.database = percent_decoded(name.value_or(uri));
  if (name && !uri.starts_with(kSocket)) return std::nullopt;
  if (name) address.socket = percent_decoded(uri.substr(kSocket.size()));
  if (address.database.empty()) return std::nullopt;
  return address;
}

}  // namespace greycache
