// What an operator is told when rows have been taken in.
#pragma once

#include <cstdint>
#include <string>

#include "greyctl/moving/daemon_sink.h"

namespace greycache {

// "taken: N", "expired, and left out: N", "set aside: N" with the first of these: a line each.
std::string summary_of(const DaemonSink::Totals& totals);

// What broke off, and that it may be done again.
std::string broken_off(const SinkError& error, const DaemonSink::Totals& totals);

}  // namespace greycache
