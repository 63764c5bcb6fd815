// By what it is asked whether a recipient wrote to a sender, as the settings have it.
#pragma once

#include <optional>
#include <string>

#include "greycache/policy/keys.h"
#include "greycache/policy/rules.h"

namespace greycache::simulation {

// Both as in the envelope; nothing where nobody is asked.
std::optional<Keys> correspondence_keys(Correspondents correspondents, const std::string& user,
                                        const std::string& remote);

}  // namespace greycache::simulation
