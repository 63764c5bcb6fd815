// Whose an expectation is.
#pragma once

#include <string_view>

#include "greycache/policy/expectation/expectation.h"

namespace greycache {

// How the words begin of what an account of the panel with a domain lets pass; it takes back what
// begins so, and nothing else. Operators write none that do.
inline constexpr std::string_view kByCustomer = "customer: ";

inline bool is_by_customer(const Expectation& row) {
  return row.why.starts_with(kByCustomer);
}

}  // namespace greycache
