// A line of the file is the setting where its first word is that.
#include "greyctl/panel/panel_setting.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "common/directory_lock.h"
#include "common/text.h"
#include "common/whole_file.h"

namespace greycache {

namespace {

constexpr std::string_view kName = "panel_socket";
constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

// "panel_socket = ...", and where `commented` "#panel_socket = ...", too.
bool sets_socket(std::string_view line, bool commented) {
  line = trimmed(line);
  if (commented && line.starts_with('#')) line = trimmed(line.substr(1));
  if (!line.starts_with(kName)) return false;
  return trimmed(line.substr(kName.size())).starts_with('=');
}

bool is_set_in(std::string_view config) {
  for (const std::string_view line : split(config, '\n')) {
    if (sets_socket(line, false)) return true;
  }
  return false;
}

}  // namespace

std::string with_panel_socket(std::string_view config, std::string_view value) {
  const std::string wanted = std::string(kName) + " = " + std::string(value);
  const bool commented = !is_set_in(config);
  std::string text;
  bool written = false;
  while (!config.empty()) {
    const std::size_t end = std::min(config.find('\n'), config.size());
    const std::string_view line = config.substr(0, end);
    config.remove_prefix(std::min(end + 1, config.size()));
    const bool sets = sets_socket(line, commented);
    // Of several the last one counts, so all of them go.
    if (sets && written) continue;
    text.append(sets ? std::string_view(wanted) : line).append("\n");
    written = written || sets;
  }
  return written ? text : text + wanted + "\n";
}

tl::expected<void, std::string> set_panel_socket(const std::string& config,
                                                 std::string_view value) {
  // Between reading and writing nobody else does the same.
  const auto held = lock_directory(std::filesystem::absolute(config).parent_path());
  if (!held) return tl::make_unexpected(held.error().message);
  const auto text = read_whole_file(config, kMostBytes);
  if (!text && text.error() != ENOENT) {
    return tl::make_unexpected("cannot read " + config + ": " + std::strerror(text.error()));
  }
  const auto written = replace_behind(config, config, with_panel_socket(text.value_or(""), value));
  if (!written) return tl::make_unexpected(written.error().message);
  return {};
}

}  // namespace greycache
