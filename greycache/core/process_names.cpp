// What this host and this process are called in the stores.
#include "greycache/core/process_names.h"

#include <fmt/format.h>

#include <cstdint>

#include "common/host_name.h"
#include "common/text.h"
#include "greycache/policy/keys.h"

namespace greycache {

namespace {

// Bytes, each of which may take three: what is longer ends in a hash.
constexpr std::size_t kLongestPlace = 320;

}  // namespace

std::string host_place(const std::string& state_dir) {
  return key_part(host_name() + ":" + state_dir, kLongestPlace);
}

std::string process_name(UnixTime started, const RandomUnit& random) {
  const auto chance = static_cast<std::uint32_t>(random() * 4294967295.0);
  return fmt::format("{}/{}.{:08x}", percent_encoded(host_name()), started, chance);
}

}  // namespace greycache
