// Reads configuration text in tests and looks for words in what was said about it.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/config/settings_reader.h"

namespace greycache::test {

inline bool says(const std::vector<std::string>& messages, std::string_view words) {
  return std::any_of(messages.begin(), messages.end(), [&](const std::string& message) {
    return message.find(words) != message.npos;
  });
}

inline std::string joined(const std::vector<std::string>& messages) {
  std::string all;
  for (const std::string& message : messages) all += message + "\n";
  return all;
}

// The settings of a text that must be good.
inline LoadedSettings good(std::string_view text) {
  LoadResult result = read_settings(text, "test.conf");
  if (result) return *result;
  FAIL(joined(result.error()));
  return {};
}

// The errors of a text that must be refused.
inline std::vector<std::string> errors_of(std::string_view text) {
  const LoadResult result = read_settings(text, "test.conf");
  REQUIRE_FALSE(result);
  return result.error();
}

}  // namespace greycache::test
