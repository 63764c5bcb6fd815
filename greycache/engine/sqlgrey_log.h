// Decisions as SQLgrey's log lines, so that sqlgrey-logstats and its users' own scripts read on.
#pragma once

#include <memory>

#include "greycache/engine/decision_log.h"

namespace greycache {

// A line or two a decision, as far as the levels of this process allow. Texts of strangers are
// escaped and cut. `with_reference`: " ref 7K3M9QXA" ends the lines of mail that waits or has
// waited, outside brackets, where sqlgrey-logstats reads none.
std::unique_ptr<DecisionLog> make_sqlgrey_log(bool with_reference);

// "192.0.2.1: bounce@spam.example -> bob@customer.example at 1760000000": a waiting entry that was
// never retried, SQLgrey's `spam` line without its type.
std::string spam_text(const Fact& forgotten);

}  // namespace greycache
