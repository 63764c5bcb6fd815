// The attributes of Postfix's policy requests, by name.
#pragma once

#include <span>
#include <string_view>

namespace greycache {

// Those of SMTPD_POLICY_README up to Postfix 3.10.
std::span<const std::string_view> policy_attributes();

bool is_policy_attribute(std::string_view name);

}  // namespace greycache
