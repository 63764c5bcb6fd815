// Reading one list file, and telling whether it changed.
#include "greycache/config/lists/list_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "common/open_to_read.h"

namespace greycache {

namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;

bool within_last_second(std::int64_t changed_ns) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t now_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  return changed_ns > now_ns - kNanoseconds && changed_ns < now_ns + kNanoseconds;
}

// Appends the whole file to `content`: 0, an errno, or EFBIG beyond kMaxListFile.
int read_all(int descriptor, std::string& content) {
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count == 0) return 0;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    content.append(buffer.data(), static_cast<std::size_t>(count));
    if (content.size() > kMaxListFile) return EFBIG;
  }
}

}  // namespace

std::string ListFile::name() const {
  return path_.substr(path_.rfind('/') + 1);
}

ListFile::Change ListFile::refresh() {
  if (unchanged()) return {};
  const FileDescriptor file = open_to_read(path_);
  if (file) return read(file.get());
  stamp_ = {};
  if (errno == ENOENT || errno == ENOTDIR) return become(ListFileState::missing, {});
  return become_unreadable(std::strerror(errno));
}

bool ListFile::unchanged() const {
  struct stat info {};
  if (state_ != ListFileState::present || !settled_) return false;
  return stat(path_.c_str(), &info) == 0 && stamp_of(info) == stamp_;
}

ListFile::Stamp ListFile::stamp_of(const struct stat& info) {
  return {info.st_dev, info.st_ino, info.st_size,
          std::int64_t{info.st_ctim.tv_sec} * kNanoseconds + info.st_ctim.tv_nsec};
}

// The stamp is taken before the content: a change in between shows at the next look.
ListFile::Change ListFile::read(int descriptor) {
  struct stat info {};
  stamp_ = {};
  if (fstat(descriptor, &info) != 0) return become_unreadable(std::strerror(errno));
  if (!S_ISREG(info.st_mode)) return become_unreadable("it is no regular file");
  std::string content;
  const int error = read_all(descriptor, content);
  if (error == EFBIG) {
    return become_unreadable(fmt::format("it is larger than {} bytes", kMaxListFile));
  }
  if (error != 0) return become_unreadable(std::strerror(error));
  stamp_ = stamp_of(info);
  settled_ = !within_last_second(stamp_.changed_ns);
  return become(ListFileState::present, std::move(content));
}

ListFile::Change ListFile::become(ListFileState state, std::string content) {
  const Change change{content != content_, state != state_};
  content_ = std::move(content);
  state_ = state;
  reason_.clear();
  return change;
}

ListFile::Change ListFile::become_unreadable(std::string reason) {
  const Change change{false, state_ != ListFileState::unreadable};
  state_ = ListFileState::unreadable;
  reason_ = std::move(reason);
  return change;
}

}  // namespace greycache
