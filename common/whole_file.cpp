// Whole files, by a descriptor and a second name.
#include "common/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "common/deadline.h"
#include "common/file_descriptor.h"
#include "common/open_to_read.h"
#include "common/text.h"
#include "common/timed_io.h"

namespace greycache {

namespace {

constexpr mode_t kMode = 0644;

// Gives the file the owner and mode of another, if there is one. 0, or an errno.
int take_after(int file, const std::string& like) {
  struct stat model {};
  if (stat(like.c_str(), &model) != 0) return fchmod(file, kMode) == 0 ? 0 : errno;
  if (fchown(file, model.st_uid, model.st_gid) != 0) return errno;
  return fchmod(file, model.st_mode & 07777) == 0 ? 0 : errno;
}

// So that a name survives a power cut, too.
int sync_directory_of(const std::string& path) {
  std::string directory = std::filesystem::path(path).parent_path();
  if (directory.empty()) directory = ".";
  const FileDescriptor opened(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened && fsync(opened.get()) == 0 ? 0 : errno;
}

}  // namespace

tl::expected<std::string, int> read_whole_file(const std::string& path, std::size_t most) {
  const FileDescriptor file = open_to_read(path);
  if (!file) return tl::make_unexpected(errno);
  std::string content;
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t count = read(file.get(), buffer.data(), buffer.size());
    if (count == 0) return content;
    if (count < 0 && errno != EINTR) return tl::make_unexpected(errno);
    if (count > 0) content.append(buffer.data(), static_cast<std::size_t>(count));
    if (content.size() > most) return tl::make_unexpected(EFBIG);
  }
}

tl::expected<std::string, int> file_behind(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(std::filesystem::symlink_status(path, error))) return path;
  const auto real = std::filesystem::canonical(path, error);
  if (error) return tl::make_unexpected(error.value());
  return real.string();
}

int replace_file(const std::string& path, const std::string& like, std::string_view content) {
  const std::string fresh = path + ".greycache-new";
  // What a run that was killed has left, whoever put it there.
  unlink(fresh.c_str());
  const FileDescriptor file(
      open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kMode));
  if (!file) return errno;
  int error = take_after(file.get(), like);
  if (error == 0) error = write_all(file.get(), content, Deadline::never());
  if (error == 0 && fsync(file.get()) != 0) error = errno;
  if (error == 0 && rename(fresh.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    unlink(fresh.c_str());
    return error;
  }
  return sync_directory_of(path);
}

tl::expected<void, ReplaceError> replace_behind(const std::string& path,
                                                const std::string& neighbour,
                                                std::string_view content) {
  const auto failed = [](const char* what, const std::string& file, int error) {
    return tl::make_unexpected(
        ReplaceError{error, fmt::format("cannot {} {}: {}", what, escaped(file), strerror(error))});
  };
  const auto target = file_behind(path);
  if (!target) return failed("follow", path, target.error());
  const bool is_there = access(target->c_str(), F_OK) == 0;
  const int error = replace_file(*target, is_there ? *target : neighbour, content);
  if (error != 0) return failed("write", *target, error);
  return {};
}

}  // namespace greycache
