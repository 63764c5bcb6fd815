// Decisions as SQLgrey's log lines, so that sqlgrey-logstats and its users' own scripts read on.
#pragma once

#include <memory>

#include "greycache/engine/decision_log.h"

namespace greycache {

// A line or two a decision, as far as the levels of this process allow. Texts of strangers are
// escaped and cut.
std::unique_ptr<DecisionLog> make_sqlgrey_log();

// "192.0.2.1: bounce@spam.example -> bob@customer.example at 1760000000": a waiting entry that was
// never retried, SQLgrey's `spam` line without its type.
std::string spam_text(const Fact& forgotten);

}  // namespace greycache
