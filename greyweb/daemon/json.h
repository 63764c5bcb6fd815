// The one JSON type of the panel's rooms, and reading it without trusting its shape.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace greycache::web {

using Json = nlohmann::json;

// Of a text from outside. Nothing where it is no JSON, deeper than kDeepestJson, or of more than
// kMostJsonValues: then it is not held, and nothing that goes down into it is called.
std::optional<Json> parse_bounded(std::string_view text);
inline constexpr int kDeepestJson = 8;
inline constexpr std::size_t kMostJsonValues = 25'000;

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
