// Hands what waited to the history, beside the log that it stands in front of.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "greycache/engine/decision_log.h"
#include "greycache/history/history_writer.h"

namespace greycache {

// The row of a decided request, answered at `now` by the host `mx` (a key part).
HistoryLine history_line_of(const DecidedRequest& decided, std::string_view mx, UnixTime now);

// Mail of the outcomes that has_reference() names is history: not the hits of known senders, nor
// what is not greylisted at all. `writer` outlives it. `clock` is the wall's.
std::unique_ptr<DecisionLog> make_history_log(std::unique_ptr<DecisionLog> log,
                                              HistoryWriter& writer, std::string mx,
                                              std::function<UnixTime()> clock);

}  // namespace greycache
