// Its line of master.cf, and the places where it is asked.
#include "greyctl/postfix/postfix_service.h"

#include <fmt/format.h>

#include "common/inet_address.h"
#include "greyctl/postfix/postfix_state.h"

namespace greycache {

std::string PostfixService::entry() const {
  return fmt::format("{} unix - n n - 0 spawn user={} argv={} --socket {}", kServiceName, user,
                     helper, socket);
}

bool PostfixService::is_asked_at(std::string_view place) const {
  constexpr std::string_view kInet = "inet:";
  if (place == kServicePlace || place == "unix:" + socket) return true;
  if (inet.empty() || !place.starts_with(kInet)) return false;
  const auto asked = parse_inet_address(place.substr(kInet.size()), 0);
  const auto listened = parse_listen_address(inet);
  return asked && listened && listened->overlaps(*asked);
}

}  // namespace greycache
