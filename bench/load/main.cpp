// greycache-load: asks a policy service and measures its answers.
#include <sys/resource.h>
#include <sysexits.h>

#include <cstdio>
#include <exception>
#include <string>

#include "load/command_line.h"
#include "load/load.h"
#include "load/rows.h"

namespace {

// Two descriptors a connection, for a moment, while helpers start.
void raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void run(const greycache::LoadCommandLine& line) {
  if (!line.rows.empty()) return greycache::print_rows(stdout, line.rows, line.mix);
  raise_descriptor_limit();
  greycache::Connector connector(line.target);
  const greycache::Result result = greycache::Load(line.load, line.mix).run(connector);
  const std::string text =
      line.json ? greycache::json_of(result) + "\n" : greycache::text_of(result);
  std::fputs(text.c_str(), stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const greycache::LoadCommandLine line = greycache::parse_load_command_line(argc, argv);
  if (line.status) return *line.status;
  try {
    run(line);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "greycache-load: %s\n", error.what());
    return EX_UNAVAILABLE;
  }
  return EX_OK;
}
