// Decisions as SQLgrey's log lines, so that sqlgrey-logstats and its users' own scripts read on.
#pragma once

#include <memory>

#include "greycache/config/log_levels.h"
#include "greycache/server/decision_log.h"

namespace greycache {

// A line or two a decision, as far as the levels of its type allow. Texts of strangers are escaped
// and cut.
std::unique_ptr<DecisionLog> make_sqlgrey_log(const LogLevels& levels);

// "192.0.2.1: bounce@spam.example -> bob@customer.example at 1760000000": a waiting entry that was
// never retried, SQLgrey's `spam` line.
std::string spam_line(const Fact& forgotten);

}  // namespace greycache
