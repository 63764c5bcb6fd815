// What an account of the panel is for.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace greycache {

// Each may what those before it may.
enum class Role : std::uint8_t {
  viewer,  // looks
  keeper,  // lets mail through and keeps it waiting: "operator"
  admin,   // changes lists and settings
};

inline constexpr std::array<std::pair<std::string_view, Role>, 3> kRoles{
    {{"viewer", Role::viewer}, {"operator", Role::keeper}, {"admin", Role::admin}}};

constexpr std::optional<Role> role_of(std::string_view name) {
  for (const auto& [word, role] : kRoles) {
    if (word == name) return role;
  }
  return std::nullopt;
}

constexpr std::string_view role_name(Role role) {
  return kRoles[static_cast<std::size_t>(role)].first;
}

}  // namespace greycache
