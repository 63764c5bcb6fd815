// What a command prints of an answer, and the exit status that comes of it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "greyctl/daemon_client.h"
#include "greyctl/paged_rows.h"

namespace greycache {

// For an answer of the daemon.
inline constexpr std::chrono::seconds kPatience{10};

// The status of a command that has looked and found nothing, as grep(1) has it.
inline constexpr int kFoundNothing = 1;

// The answer on standard output, or why there is none on standard error. `written_wrong`: since the
// command was.
int print(const ClientResult& answer, bool written_wrong = false);

// What was done, in words or as an object.
ClientResult done(ClientResult answer, bool json);

// What the daemon answers to a command; with `done_json` as what was done.
int print_answer(const std::string& control_socket, const std::string& line,
                 bool done_json = false);

// Asks the daemon, with kPatience.
AskDaemon asking(const std::string& control_socket);

}  // namespace greycache
