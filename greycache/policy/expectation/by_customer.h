// Whose an expectation is.
#pragma once

#include <string_view>

namespace greycache {

// How the words begin of what an account of the panel with a domain lets pass; it takes back what
// begins so, and nothing else. Operators write none that do.
inline constexpr std::string_view kByCustomer = "customer: ";

}  // namespace greycache
