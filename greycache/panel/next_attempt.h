// What becomes of a waiting mail at its next attempt, by all that is decided without a store.
#pragma once

#include <string>

#include "greycache/engine/policy_set.h"
#include "greycache/panel/waiting_mail.h"

namespace greycache {

// Why it passes then whenever that is: a sentence without its end ("its recipient has opted out").
// Empty where it does not, or where too little of it is known to tell: rules of discrimination look
// at more than is kept. On the loop's thread alone, as lists are.
std::string why_it_passes(const PolicySet& policy, const WaitingMail& mail, UnixTime now);

}  // namespace greycache
