// The pages that stand in the menu, and what one must be allowed to ask to see them.
#pragma once

#include <span>
#include <string_view>

namespace greycache::web {

struct Room {
  std::string_view path;
  std::string_view title;
  std::string_view verb;  // that shows it
  bool begins_group = false;
};

std::span<const Room> rooms();

}  // namespace greycache::web
