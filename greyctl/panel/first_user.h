// Somebody who may sign in, where nobody may yet.
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace greycache {

inline constexpr const char* kFirstUser = "admin";

// Where the file of accounts has none: one more, an administrator, and the password that was made
// for him, which is kept nowhere. Empty where it has some. The error is a sentence.
tl::expected<std::string, std::string> make_first_user(const std::string& path);

}  // namespace greycache
