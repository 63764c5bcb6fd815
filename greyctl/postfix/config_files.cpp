// Written beside, then put in their place.
#include "greyctl/postfix/config_files.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "common/temporary_directory.h"
#include "common/text.h"
#include "common/whole_file.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestFile = std::size_t{16} << 20;

tl::unexpected<std::string> trouble(const char* what, const std::string& path, int error) {
  return tl::make_unexpected(fmt::format("cannot {} {}: {}", what, escaped(path), strerror(error)));
}

tl::expected<std::string, std::string> read_file(const std::string& path) {
  auto content = read_whole_file(path, kLongestFile);
  if (!content) return trouble("read", path, content.error());
  return std::move(*content);
}

constexpr const char* kMain = "main.cf";
constexpr const char* kMaster = "master.cf";

std::string path_of(const std::string& directory, const char* name, const std::string& suffix) {
  return fmt::format("{}/{}{}", directory, name, suffix);
}

}  // namespace

tl::expected<ConfigFiles, std::string> read_files(const std::string& directory,
                                                  const std::string& suffix) {
  auto main = read_file(path_of(directory, kMain, suffix));
  if (!main) return tl::make_unexpected(main.error());
  auto master = read_file(path_of(directory, kMaster, suffix));
  if (!master) return tl::make_unexpected(master.error());
  return ConfigFiles{std::move(*main), std::move(*master)};
}

tl::expected<void, std::string> write_files(const std::string& directory, const std::string& suffix,
                                            const ConfigFiles& files) {
  for (const auto& [name, content] : {std::pair(kMain, &files.main), {kMaster, &files.master}}) {
    const std::string path = path_of(directory, name, suffix);
    const int error = replace_file(path, path_of(directory, name, ""), *content);
    if (error != 0) {
      return trouble("write", path, error);
    }
  }
  return {};
}

void remove_files(const std::string& directory, const std::string& suffix) {
  for (const char* name : {kMain, kMaster}) unlink(path_of(directory, name, suffix).c_str());
}

std::string obstacle_to_editing(const std::string& directory) {
  for (const char* name : {kMain, kMaster}) {
    struct stat status {};
    const std::string path = path_of(directory, name, "");
    if (lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) {
      return fmt::format(
          "{} is a symbolic link, which postconf would replace by a file: edit it by hand, "
          "\"greyctl postfix --print\" shows the lines",
          escaped(path));
    }
    const auto content = read_file(path);
    if (content && !content->empty() && content->back() != '\n') {
      return fmt::format(
          "the last line of {} does not end, and postconf would write on in it: end it",
          escaped(path));
    }
  }
  return {};
}

tl::expected<TrialDirectory, std::string> TrialDirectory::with(const ConfigFiles& files) {
  auto path = make_temporary_directory();
  if (!path) return tl::make_unexpected(path.error());
  TrialDirectory directory(*std::move(path));
  if (const auto written = write_files(directory.path(), "", files); !written) {
    return tl::make_unexpected(written.error());
  }
  return directory;
}

TrialDirectory::TrialDirectory(TrialDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TrialDirectory::~TrialDirectory() {
  if (path_.empty()) return;
  remove_files(path_, "");
  rmdir(path_.c_str());
}

}  // namespace greycache
