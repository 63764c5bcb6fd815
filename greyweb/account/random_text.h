// Texts that nobody can guess: sessions, CSRF tokens, secrets of tokens.
#pragma once

#include <string>

namespace greycache::web {

// 40 digits of hexadecimal: 160 bits of getrandom(2). Throws std::system_error where the kernel
// gives none, which it never does once a host is up.
std::string random_text();

}  // namespace greycache::web
