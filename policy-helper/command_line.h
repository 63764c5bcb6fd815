// The command line of policy-helper, read by hand: a library would be larger than the program.
#pragma once

#include <chrono>
#include <span>

namespace greycache {

inline constexpr char kHelperUsage[] =
    "Usage: policy-helper --socket PATH [--timeout 2s] [--fallback dunno] [--relay]\n"
    "Forwards Postfix policy requests from standard input to the greycache daemon.\n"
    "  --socket PATH     the daemon's policy socket (at most 107 bytes)\n"
    "  --timeout SPAN    time for one answer: 2s, 500ms, 1m, or seconds; 10ms to 60m (2s)\n"
    "  --fallback ACTION the access(5) action when the daemon gives none in time (dunno)\n"
    "  --relay           copy requests and replies; never hand the connection over\n"
    "  -h, --help        print this and exit\n"
    "  --version         print the version and exit\n";

// Texts point into the arguments or are constants.
struct CommandLine {
  enum class Task { forward, help, version, usage_error };

  Task task = Task::forward;
  const char* socket = "";
  std::chrono::milliseconds timeout{2000};
  const char* fallback = "dunno";
  bool relay = false;
  // For a usage_error: what is wrong, and the argument it is about (perhaps empty).
  const char* reason = "";
  const char* culprit = "";
};

// `arguments` without the program's name. Values follow as the next argument or behind '='; of a
// repeated option the last counts. The fallback is 1 to 200 printable ASCII characters that do not
// begin with a blank: what ends a line would end the reply.
CommandLine parse_command_line(std::span<const char* const> arguments);

}  // namespace greycache
