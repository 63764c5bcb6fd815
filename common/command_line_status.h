// What a program ends with where its options end it: by CLI11's word, as sysexits(3) has it.
#pragma once

#include <sysexits.h>

#include <iostream>
#include <sstream>

#include <CLI/CLI.hpp>

#include "common/program_output.h"

namespace greycache {

// Help and version are printed, what is wrong is told on standard error.
inline int command_line_status(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream help;
  const int status = app.exit(error, help, std::cerr);
  write_out(help.str());
  return status == 0 ? EX_OK : EX_USAGE;
}

}  // namespace greycache
