// mkdtemp(3), where temporary files belong.
#include "common/temporary_directory.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "common/text.h"

namespace greycache {

tl::expected<std::string, std::string> make_temporary_directory() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  if (error) {
    return tl::make_unexpected(
        fmt::format("no directory for temporary files (see TMPDIR): {}", error.message()));
  }
  std::string path = (parent / "greycache-XXXXXX").string();
  if (mkdtemp(path.data()) != nullptr) return path;
  return tl::make_unexpected(
      fmt::format("cannot make {} (see TMPDIR): {}", escaped(path), strerror(errno)));
}

}  // namespace greycache
