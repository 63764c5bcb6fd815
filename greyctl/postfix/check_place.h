// Where the check goes in smtpd_recipient_restrictions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greyctl/postfix/postfix_service.h"
#include "greyctl/postfix/postfix_state.h"
#include "greyctl/postfix/restriction_list.h"

namespace greycache {

// Behind policy-helper's own 2 s; where the check cannot be made mail passes (master.cf.example).
inline constexpr std::string_view kCheck =
    "check_policy_service { unix:private/greypolicy, timeout=5s, default_action=DUNNO }";

// The value of smtpd_recipient_restrictions with the check: at its end, behind what refuses to
// relay; where nothing there does, what smtpd_relay_restrictions has for that goes before the
// check. The error is a sentence: what is not understood, and what to do by hand.
tl::expected<std::string, std::string> list_with_check(const PostfixState& state);

// Which restriction asks us, by policy-helper or directly.
std::optional<std::size_t> check_in(const RestrictionList& list, const PostfixService& service);

}  // namespace greycache
