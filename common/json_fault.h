// What is told of a text that is no JSON.
#pragma once

#include <cstddef>
#include <string>

namespace greycache {

// A parser has read up to this byte, counted from 1, and cannot go on.
inline std::string json_fault(std::size_t position) {
  return "no valid JSON from byte " + std::to_string(position) + " on";
}

}  // namespace greycache
