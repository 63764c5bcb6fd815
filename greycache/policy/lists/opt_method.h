// Whose mail is greylisted.
#pragma once

#include <cstdint>

namespace greycache {

// optin: who asked for it. optout: all but who asked not to be. none: all.
enum class OptMethod : std::uint8_t { none, optin, optout };

}  // namespace greycache
