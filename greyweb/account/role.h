// What an account of the panel may do.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace greycache::web {

// Each may do what those before it may.
enum class Role : std::uint8_t { viewer, operating, admin };

// "viewer", "operator", "admin": as files and the panel socket have them.
constexpr std::string_view role_name(Role role) {
  if (role == Role::admin) return "admin";
  return role == Role::operating ? "operator" : "viewer";
}

constexpr std::optional<Role> parse_role(std::string_view name) {
  for (const Role role : {Role::viewer, Role::operating, Role::admin}) {
    if (role_name(role) == name) return role;
  }
  return std::nullopt;
}

}  // namespace greycache::web
