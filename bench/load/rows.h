// Entries as rows for a database, so that a service need not be asked a million times.
#pragma once

#include <cstdio>
#include <string>

#include "load/mix.h"

namespace greycache {

// "known": src, sender_domain, sender_name; "known-triplets" and "waiting": these and rcpt; tab
// separated. Throws std::runtime_error where `out` takes no more.
void print_rows(std::FILE* out, const std::string& kind, const MixOptions& mix);

}  // namespace greycache
