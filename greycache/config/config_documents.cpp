// Writes the sample file or the manual page to standard output; run by the build.
#include <fmt/format.h>

#include <cstdio>
#include <string_view>

#include "greycache/config/manual_page.h"
#include "greycache/config/sample_file.h"

int main(int argc, char** argv) {
  const std::string_view wanted = argc == 2 ? argv[1] : "";
  if (wanted != "sample" && wanted != "manual") {
    fmt::print(stderr, "usage: config-documents sample|manual\n");
    return 64;
  }
  fmt::print("{}", wanted == "sample" ? greycache::sample_file() : greycache::manual_page());
  return std::fflush(stdout) == 0 ? 0 : 1;
}
