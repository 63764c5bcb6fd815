// Names and ports.
#include "greyctl/postfix/greylister.h"

#include <array>
#include <utility>

namespace greycache {

std::string_view greylister_in(std::string_view service) {
  using Sign = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Sign, 11> kSigns{{{"postgrey", "postgrey"},
                                                {":10023", "postgrey"},
                                                {"sqlgrey", "SQLgrey"},
                                                {":2501", "SQLgrey"},
                                                {"cbpolicyd", "policyd"},
                                                {"cluebringer", "policyd"},
                                                {":10031", "policyd"},
                                                {"iredapd", "iRedAPD"},
                                                {":7777", "iRedAPD"},
                                                {"milter-greylist", "milter-greylist"},
                                                {"tumgreyspf", "tumgreyspf"}}};
  for (const auto& [sign, name] : kSigns) {
    const std::size_t at = service.find(sign);
    if (at == std::string_view::npos) continue;
    // ":2501" is no part of ":25010".
    const std::size_t end = at + sign.size();
    const bool longer =
        sign.front() == ':' && end < service.size() && service[end] >= '0' && service[end] <= '9';
    if (!longer) return name;
  }
  return {};
}

std::string_view greylister_asked(const PostfixState& state, std::string_view service) {
  const std::string_view named = greylister_in(service);
  return named.empty() ? greylister_in(state.service_asked_at(service)) : named;
}

std::string_view greylisting_switch(std::string_view greylister) {
  if (greylister == "iRedAPD") {
    return "take \"greylisting\" out of plugins in /opt/iredapd/settings.py, and restart iredapd";
  }
  if (greylister == "policyd") {
    return "enable=0 for its module Greylisting in cluebringer.conf, and restart it";
  }
  return {};
}

}  // namespace greycache
