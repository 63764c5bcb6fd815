// The patterns of greymethod smart as a test gives them.
#pragma once

#include <doctest/doctest.h>

#include <string_view>

#include "greycache/policy/lists/smart_patterns.h"

namespace greycache {

// Of the texts of the two files.
inline SmartPatterns smart_patterns(std::string_view smtp_server, std::string_view dyn_fqdn) {
  ListComplaints complaints("test");
  SmartPatterns patterns;
  REQUIRE(patterns.read_smtp_server(smtp_server, complaints));
  REQUIRE(patterns.read_dyn_fqdn(dyn_fqdn, complaints));
  return patterns;
}

}  // namespace greycache
