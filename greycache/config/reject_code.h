// The reject_code setting: which verbs of access(5) a deferral may begin with.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// What is wrong with the verb, empty where it is good. Good are, by access(5): a code from 400 to
// 599, with an enhanced status code of the same class or without, and text of one's own; and the
// words defer, defer_if_permit and reject, with text or without. Whatever lets mail pass (dunno,
// ok, defer_if_reject, hold) is refused.
std::string check_reject_code(std::string_view value);

// Whether Postfix closes the connection behind a (good) verb (421, 521): the client can name no
// further recipient, and send no further mail.
bool closes_connection(std::string_view value);

// Whether a (good) verb refuses mail for good, so that senders do not try again.
bool rejects_for_good(std::string_view value);

}  // namespace greycache
