// Running a program to its end, without a shell.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace greycache {

struct ProgramEnd {
  int status = 0;      // its exit status; 128 and the number of the signal that ended it
  std::string output;  // what it wrote to standard output
  std::string errors;  // and to standard error
};

// `words` are the program, found by PATH and where system programs are, and its arguments. Its
// input is empty, its language C. The error is a sentence: it could not be started, wrote too much,
// or was killed since it had not ended within `patience`.
tl::expected<ProgramEnd, std::string> run_program(const std::vector<std::string>& words,
                                                  std::chrono::milliseconds patience);

}  // namespace greycache
