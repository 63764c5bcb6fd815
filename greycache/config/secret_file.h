// Reads a password from a file.
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace greycache {

// The file's text without one newline at its end. A file that others may read or write (mode 007),
// that is empty, no regular file, or over 4096 bytes is refused; the error says so and never holds
// the secret.
tl::expected<std::string, std::string> read_secret_file(const std::string& path);

}  // namespace greycache
