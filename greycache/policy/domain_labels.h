// The parts of a domain between its dots.
#pragma once

#include <algorithm>
#include <string_view>

#include "common/text.h"

namespace greycache {

// Whether one of them is empty, or begins or ends with '-': mail goes to no such domain (RFC 1123,
// 2.1).
inline bool has_broken_label(std::string_view domain) {
  return std::ranges::any_of(split(domain, '.'), [](std::string_view label) {
    return label.empty() || label.front() == '-' || label.back() == '-';
  });
}

}  // namespace greycache
