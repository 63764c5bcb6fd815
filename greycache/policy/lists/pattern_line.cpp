// A pattern between slashes.
#include "greycache/policy/lists/pattern_line.h"

#include <fmt/format.h>

#include <utility>

#include "common/text.h"

namespace greycache {

std::string_view slashed_pattern(std::string_view line) {
  const std::size_t slash = line.find('/');
  const std::size_t last = line.size() - 1;
  if (line.empty() || line[last] != '/' || slash + 1 >= last) return {};
  const std::string_view inner = line.substr(slash + 1, last - slash - 1);
  return inner.find_first_of(" \t") == std::string_view::npos ? inner : std::string_view{};
}

std::shared_ptr<const ListPattern> compiled_pattern(int line, std::string_view pattern,
                                                    ListComplaints& complaints) {
  auto compiled = ListPattern::compile(pattern, ListPattern::Case::ignored,
                                       fmt::format("{}:{}", complaints.file(), line));
  if (compiled) return std::make_shared<const ListPattern>(std::move(*compiled));
  complaints.add(
      line, fmt::format("\"{}\" is no regular expression: {}", escaped(pattern), compiled.error()));
  return nullptr;
}

}  // namespace greycache
