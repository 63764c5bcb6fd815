// The port to the Public Suffix List: which organisation a name belongs to.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace greycache {

// The registrable domain of a name, in lower case and without a dot at its end: "outlook.com" of
// "Mail-1.outbound.protection.outlook.com.". Empty where the name has none: a public suffix, a
// single label, an address, a text that is no name. It holds no '@'. Thread: the caller's.
using RegistrableDomain = std::function<std::string(std::string_view name)>;

}  // namespace greycache
