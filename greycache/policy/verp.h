// VERP: senders that carry the recipient's address.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// What stands for the recipient; in capitals, which a lower-cased sender does not have.
inline constexpr std::string_view kRecipientMark = "RCPT";

// `name` with the first place where `recipient` stands in it replaced by "RCPT"; both lower-case.
// What counts as a place is SQLgrey's rule: the local part and the domain joined by a run of
// "=?*~.", in either order, or the local part alone, with one of "*=.-" directly before or behind.
// A '.' of the recipient stands for
// any run of ".*-"; dots at the end of either part stand for nothing. Takes time by the length of
// both, whatever they hold: some microseconds for a name of 64 characters. Of a name over 2,047
// characters only these are searched.
std::string without_recipient(std::string_view name, std::string_view recipient);

}  // namespace greycache
