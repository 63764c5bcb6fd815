// What to do about a mail that waited longer than others.
#pragma once

#include <string>
#include <vector>

#include "greycache/history/report_store.h"
#include "greycache/policy/rules.h"

namespace greycache {

// Lines to read, and to paste, as advice.h has them. What is known of the wait says why it was
// long: its senders' hosts change, it is throttled, or its server tries too seldom.
std::vector<std::string> wait_advice(const LongWait& wait, const Rules& rules, UnixTime now);

}  // namespace greycache
