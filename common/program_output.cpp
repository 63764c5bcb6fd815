// Through stdio, whose errors are kept until the end.
#include "common/program_output.h"

#include <fcntl.h>
#include <sysexits.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "common/terminal.h"
#include "common/utf8.h"

namespace greycache {

namespace {

struct Output {
  const char* program = "";
  int error = 0;  // errno of the first that could not be written

  void remember(int failure) {
    if (error == 0) error = failure == 0 ? EIO : failure;
  }
};

Output& output() {
  static Output here;
  return here;
}

}  // namespace

void begin_output(const char* program) {
  output().program = program;
  // The wrong way round: to read where it is written, so that what is printed is not lost unseen.
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest that is free: those below are open by now.
    if (open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
  }
}

bool write_out(std::string_view text) {
  static const bool ascii = wants_ascii(STDOUT_FILENO);
  const std::string shown = ascii ? in_ascii(text) : std::string();
  const std::string_view bytes = ascii ? shown : text;
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) != bytes.size()) output().remember(errno);
  return output().error == 0;
}

bool flush_out() {
  if (std::fflush(stdout) != 0) output().remember(errno);
  return output().error == 0;
}

void complain(std::string_view what) {
  static const bool ascii = wants_ascii(STDERR_FILENO);
  const std::string shown = ascii ? in_ascii(what) : std::string(what);
  const std::string line = fmt::format("{}: {}\n", output().program, shown);
  (void)std::fwrite(line.data(), 1, line.size(), stderr);
}

int complain(int status, std::string_view what) {
  complain(what);
  return status;
}

int end_output(int status) {
  flush_out();
  if (output().error == 0) return status;
  complain(fmt::format("{}: {}", kCannotWriteOutput, strerror(output().error)));
  return status >= EX__BASE ? status : EX_IOERR;
}

}  // namespace greycache
