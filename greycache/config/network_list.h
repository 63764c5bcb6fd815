// Networks as a setting lists them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "common/ip_address.h"

namespace greycache {

// With blanks or commas between; see Network::parse(). The error says what is wrong.
tl::expected<std::vector<Network>, std::string> parse_networks(std::string_view text);

inline constexpr std::size_t kMostNetworks = 256;

}  // namespace greycache
