// Times in what the daemon says.
#pragma once

#include <string>
#include <string_view>

namespace greycache::web {

// Each "2026-11-30 09:41:09 UTC" in the host's zone, with its name: "2026-11-30 10:41:09 CET".
std::string with_local_times(std::string_view sentence);

}  // namespace greycache::web
