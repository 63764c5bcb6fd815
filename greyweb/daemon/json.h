// The one JSON type of the panel's rooms, and reading it without trusting its shape.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace greycache::web {

using Json = nlohmann::json;

// A member of an object; null where `object` is none, or has no such member.
const Json& member(const Json& object, std::string_view name);

// As a list; an empty one where it is none.
const Json& list_member(const Json& object, std::string_view name);

// A text, or a number or a truth as text; empty for all else.
std::string text_member(const Json& object, std::string_view name);

std::optional<std::int64_t> number_member(const Json& object, std::string_view name);

// False where it is no truth.
bool flag_member(const Json& object, std::string_view name);

}  // namespace greycache::web
