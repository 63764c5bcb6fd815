// What an administrator needs of a message of libpq's.
#pragma once

#include <string>

namespace greycache {

// Its lines, joined by "; ", escaped and 500 bytes at most. One line names what was tried and why
// it failed; several are several attempts (IPv4 and IPv6, with TLS and without). Advice ("Is the
// server running ...?") and the place in the server's source are left out, and so is a line that
// was there before. `message` may be null.
std::string useful_lines(const char* message);

}  // namespace greycache
