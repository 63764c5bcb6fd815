// Passwords and secrets of tokens, hashed by crypt(3).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache::web {

// Bytes of a password. The upper bound keeps what a stranger can have hashed small.
inline constexpr std::size_t kShortestPassword = 10;
inline constexpr std::size_t kLongestPassword = 200;

// yescrypt at the library's own cost: some ten milliseconds and 16 MiB of memory. The error is a
// sentence: too short, too long, a NUL in it, or what the system says.
tl::expected<std::string, std::string> hash_password(std::string_view password);

// SHA-256 with a salt, some tenths of a millisecond: enough for a secret of 160 random bits, and
// cheap enough for each call of the API.
tl::expected<std::string, std::string> hash_secret(std::string_view secret);

// Whether `hash` was made of this text. Takes as long as hashing does. Any thread.
bool matches_hash(std::string_view text, const std::string& hash);

// A hash that no password has, which takes as long: for names that are not there.
const std::string& hash_of_nobody();

}  // namespace greycache::web
