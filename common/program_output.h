// What a program prints for whoever runs it: nothing of it is lost without a word.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace greycache {

// First in main(). Complaints begin with `program`, which stays. A descriptor of 0 to 2 that was
// closed before the start is held by one that fails: it would be the next that is opened, and a
// socket would get what is printed.
void begin_output(const char* program);

// On standard output; in ASCII where wants_ascii(). False where it, or what came before it, could
// not be written: whoever prints much may end then. All of these on one thread.
bool write_out(std::string_view text);

template <typename... Args>
bool print_out(fmt::format_string<Args...> format, Args&&... args) {
  return write_out(fmt::format(format, std::forward<Args>(args)...));
}

// What was printed so far goes out, before a question that waits for an answer. False as above.
bool flush_out();

// "PROGRAM: what" on standard error, a line; where that takes nothing nobody is told.
void complain(std::string_view what);
// And returns the exit status.
int complain(int status, std::string_view what);

// How it is told that standard output takes no more, before the reason.
inline constexpr std::string_view kCannotWriteOutput = "cannot write standard output";

// Last in main(): the exit status. Where standard output could not be written that is told, and it
// is EX_IOERR; but a command that has failed by itself, with one of sysexits(3), keeps its own.
int end_output(int status);

}  // namespace greycache
