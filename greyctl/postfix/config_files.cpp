// Written beside, then put in their place.
#include "greyctl/postfix/config_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "common/deadline.h"
#include "common/file_descriptor.h"
#include "common/open_to_read.h"
#include "common/text.h"
#include "common/timed_io.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestFile = std::size_t{16} << 20;

tl::unexpected<std::string> trouble(const char* what, const std::string& path, int error) {
  return tl::make_unexpected(fmt::format("cannot {} {}: {}", what, escaped(path), strerror(error)));
}

tl::expected<std::string, std::string> read_file(const std::string& path) {
  const FileDescriptor file = open_to_read(path);
  if (!file) return trouble("read", path, errno);
  std::string content;
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t count = read(file.get(), buffer.data(), buffer.size());
    if (count == 0) return content;
    if (count < 0 && errno != EINTR) return trouble("read", path, errno);
    if (count > 0) content.append(buffer.data(), static_cast<std::size_t>(count));
    if (content.size() > kLongestFile) return trouble("read", path, EFBIG);
  }
}

// 0, or an errno. Where it fails the file at `path` is what it was.
int replace_file(const std::string& path, const std::string& like, std::string_view content) {
  const std::string fresh = path + ".greycache-new";
  const FileDescriptor file(
      open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!file) return errno;
  struct stat model {};
  int error = 0;
  if (stat(like.c_str(), &model) == 0) {
    if (fchown(file.get(), model.st_uid, model.st_gid) != 0) error = errno;
    if (error == 0 && fchmod(file.get(), model.st_mode & 07777) != 0) error = errno;
  }
  if (error == 0) error = write_all(file.get(), content, Deadline::never());
  if (error == 0 && fsync(file.get()) != 0) error = errno;
  if (error == 0 && rename(fresh.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) unlink(fresh.c_str());
  return error;
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
      return fmt::format("{} is a symbolic link, which postconf would replace by a file",
                         escaped(path));
    }
  }
  return {};
}

tl::expected<TrialDirectory, std::string> TrialDirectory::with(const ConfigFiles& files) {
  std::string path = (std::filesystem::temp_directory_path() / "greyctl-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) return trouble("make", path, errno);
  TrialDirectory directory(std::move(path));
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
