// Loads the configuration file.
#include "greycache/config/config_file.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/open_to_read.h"
#include "common/text.h"
#include "common/whole_file.h"
#include "greycache/config/config_lines.h"
#include "greycache/config/database_address.h"
#include "greycache/config/panel_settings.h"
#include "greycache/config/redis_address.h"
#include "greycache/config/setting_value.h"

namespace greycache {

namespace {

constexpr std::size_t kLargestFile = 1 << 20;

struct FileText {
  std::string text{};
  mode_t mode = 0;
  int error = 0;  // an errno, EFBIG for a file over kLargestFile, kNoFile
};

// A pipe or a device: reading it may wait for ever, and what it says it says only once.
constexpr int kNoFile = -1;

std::string reason_of(int error) {
  return error == kNoFile ? "it is no regular file" : std::strerror(error);
}

FileText read_file(const std::string& path) {
  const FileDescriptor file = open_to_read(path);
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) return {.error = errno};
  if (!S_ISREG(status.st_mode)) return {.error = kNoFile};
  FileText result{.text = {}, .mode = status.st_mode, .error = 0};
  char buffer[16384];
  while (true) {
    const ssize_t count = read(file.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) result.error = errno;
    if (count <= 0) return result;
    result.text.append(buffer, static_cast<std::size_t>(count));
    if (result.text.size() > kLargestFile) return {.error = EFBIG};
  }
}

bool holds_password(const Settings& settings) {
  return masked_redis_address(settings.redis) != settings.redis ||
         masked_database_address(settings.database) != settings.database;
}

// Nothing where it has written nothing; the error is an errno.
tl::expected<std::string, int> panel_text(const std::string& file) {
  auto text = read_whole_file(file, kLongestPanelSettings);
  if (!text && (text.error() == ENOENT || text.error() == ENOTDIR)) return {};
  return text;
}

void tell_fault_of_panel(const std::string& fault, LoadedSettings& loaded) {
  loaded.warnings.push_back(fault);
  loaded.panel_faults.push_back(fault);
}

// Where the panel may set nothing any more, who looks for a value in the file must learn of it.
void tell_of_panel(std::string_view of_panel, const std::string& file, LoadedSettings& loaded) {
  if (loaded.settings.panel_settings == PanelSettings::write) return;
  for (const ConfigLine& line : config_lines(of_panel)) {
    const Setting* setting = find_setting(line.key);
    Settings scratch;
    if (setting == nullptr || !may_panel_write(*setting)) continue;
    if (!set_from_text(*setting, line.value, scratch).empty()) continue;
    loaded.warnings.push_back(fmt::format(
        "{}:{}: {}: the panel has set it, and that counts before greycache.conf, though "
        "panel_settings = read; to take it back remove that line, and reload",
        escaped(file), line.number, setting->name));
  }
}

// A panel's fault is no reason to serve nobody.
LoadResult with_panel(std::string_view text, const std::string& path, LoadResult loaded) {
  if (!loaded) return loaded;
  const std::string file = panel_settings_file(loaded->settings.state_dir);
  const auto of_panel = panel_text(file);
  if (!of_panel) {
    tell_fault_of_panel(fmt::format("{}: is left out as a whole: it cannot be read: {}",
                                    escaped(file), std::strerror(of_panel.error())),
                        *loaded);
  }
  if (!of_panel || of_panel->empty()) return loaded;
  LoadResult together = read_settings(text, path, {*of_panel, file});
  if (together) {
    tell_of_panel(*of_panel, file, *together);
    return together;
  }
  tell_fault_of_panel(fmt::format("{}: is left out as a whole: with it {}", escaped(file),
                                  together.error().front()),
                      *loaded);
  return loaded;
}

tl::unexpected<std::vector<std::string>> unreadable(const FileText& file, const std::string& path) {
  return tl::unexpected(std::vector<std::string>{
      fmt::format("{}: cannot be read: {}", escaped(path), reason_of(file.error))});
}

LoadResult read_text(const FileText& file, const std::string& path) {
  if (file.error != 0) return unreadable(file, path);
  LoadResult loaded = with_panel(file.text, path, read_settings(file.text, path));
  if (loaded) loaded->path = path;
  if (loaded && (file.mode & S_IROTH) != 0 && holds_password(loaded->settings)) {
    loaded->warnings.push_back(
        fmt::format("{}: holds a password and may be read by everybody; chmod o= takes that away",
                    escaped(path)));
  }
  return loaded;
}

}  // namespace

LoadResult load_settings(const std::string& path) {
  return read_text(read_file(path), path);
}

LoadResult load_default_settings(const std::string& path) {
  const FileText file = read_file(path);
  if (file.error == ENOENT) return with_panel("", path, LoadedSettings{});
  return read_text(file, path);
}

std::string file_of(const LoadedSettings& loaded) {
  return loaded.path.empty() ? kDefaultConfigFile : loaded.path;
}

LoadResult load_configuration_with(const std::string& path, std::string_view of_panel) {
  const std::string named = path.empty() ? kDefaultConfigFile : path;
  const FileText file = read_file(named);
  if (file.error != 0 && !(file.error == ENOENT && path.empty())) return unreadable(file, named);
  return read_settings(file.text, named, {of_panel, "the panel's settings"});
}

LoadResult load_configuration(const std::string& path) {
  return path.empty() ? load_default_settings() : load_settings(path);
}

}  // namespace greycache
