// Whole files, read and replaced.
#include "greycache/panel/panel_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "common/text.h"
#include "common/whole_file.h"

namespace greycache {

namespace {

std::string cannot_be(const char* what, const std::string& path, int error) {
  return fmt::format("{}: cannot be {}: {}", escaped(path), what, std::strerror(error));
}

}  // namespace

tl::expected<std::string, std::string> read_panel_file(const std::string& panel_dir,
                                                       std::string_view name) {
  const std::string path = fmt::format("{}/{}", panel_dir, name);
  auto text = read_whole_file(path, kLongestPanelFile);
  if (text) return *std::move(text);
  if (text.error() == ENOENT) return {};
  return tl::unexpected(cannot_be("read", path, text.error()));
}

std::string write_panel_file(const std::string& panel_dir, std::string_view name,
                             std::string_view text) {
  if (mkdir(panel_dir.c_str(), 0750) != 0 && errno != EEXIST) {
    return cannot_be("written", panel_dir, errno);
  }
  const std::string path = fmt::format("{}/{}", panel_dir, name);
  const int error = replace_file(path, path, text);
  return error == 0 ? std::string() : cannot_be("written", path, error);
}

}  // namespace greycache
