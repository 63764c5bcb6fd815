// What greyctl says to the daemon about expectations.
#pragma once

#include <string>
#include <vector>

#include "greyctl/daemon_client.h"
#include "greyctl/expect_options.h"
#include "greyctl/paged_rows.h"

namespace greycache {

// The command for the daemon that makes or removes one; the error is a sentence.
ClientResult expect_command(const ExpectOptions& options);

// "release" with its one or two words.
std::string release_command(const std::vector<std::string>& words);

// Those that count, asked for page by page: a line each, or one JSON array.
ClientResult expectation_listing(bool json, const AskDaemon& ask);

}  // namespace greycache
