// Running a program to its end, without a shell.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace greycache {

struct ProgramEnd {
  int status = 0;      // its exit status; 128 and the number of the signal that ended it
  std::string output;  // what it wrote to standard output
  std::string errors;  // and to standard error
};

// Why there is no end of its own.
struct ProgramFailure {
  bool started = false;  // then it was killed: it wrote too much, or had not ended in time
  std::string why;       // a sentence, escaped
};

// `words` are the program, found by PATH and where system programs are, and its arguments. Its
// input is `input`, its language C. The error: it could not be started, or was killed since it
// wrote too much or had not ended within `patience`.
tl::expected<ProgramEnd, ProgramFailure> run_program(const std::vector<std::string>& words,
                                                     std::chrono::milliseconds patience,
                                                     std::string_view input = {});

}  // namespace greycache
