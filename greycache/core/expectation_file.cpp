// Written beside, then put in its place.
#include "greycache/core/expectation_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "common/file_descriptor.h"
#include "common/open_to_read.h"
#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/policy/expectation/expectation_text.h"

namespace greycache {

namespace {

// More than kMostExpectations of the longest rows take.
constexpr std::size_t kLongestFile = std::size_t{512} << 20;
constexpr std::size_t kBatch = 65536;

// 0, or an errno.
int write_whole(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int write_rows(int descriptor, const Expectations& rows) {
  std::string batch;
  int error = 0;
  rows.each([&](const Expectation& row) {
    batch += expectation_line(row) + "\n";
    if (batch.size() < kBatch || error != 0) return;
    error = write_whole(descriptor, batch);
    batch.clear();
  });
  return error != 0 ? error : write_whole(descriptor, batch);
}

// 0, or an errno.
int read_whole(int descriptor, std::string& content) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return errno;
  if (!S_ISREG(status.st_mode)) return EINVAL;
  std::array<char, kBatch> buffer;
  while (true) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count == 0) return 0;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    content.append(buffer.data(), static_cast<std::size_t>(count));
    if (content.size() > kLongestFile) return EFBIG;
  }
}

void sync_directory_of(const std::string& path) {
  const std::string directory = path.substr(0, path.rfind('/'));
  const FileDescriptor opened(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened) (void)fsync(opened.get());
}

}  // namespace

std::shared_ptr<const Expectations> ExpectationFile::read() const {
  const FileDescriptor file = open_to_read(path_);
  if (!file && errno == ENOENT) return nullptr;
  std::string content;
  const int error = file ? read_whole(file.get(), content) : errno;
  if (error != 0) {
    log_typed(LogType::dbaccess, 1, "cannot read {}: {}", escaped(path_), strerror(error));
    return nullptr;
  }
  auto rows = std::make_shared<Expectations>();
  std::size_t strange = 0;
  for (const std::string_view line : split(content, '\n')) {
    if (line.empty()) continue;
    const auto row = parse_expectation_line(line);
    if (!row || !rows->merge(*row)) ++strange;
  }
  if (strange > 0) {
    log_typed(LogType::dbaccess, 1, "{}: {} lines make no sense and are left out", escaped(path_),
              strange);
  }
  return rows;
}

int ExpectationFile::write_fresh(const std::string& path, const Expectations& rows) const {
  const FileDescriptor file(
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return errno;
  const int error = write_rows(file.get(), rows);
  const bool syncs = error == 0 && durability_ == Durability::power;
  return syncs && fsync(file.get()) != 0 ? errno : error;
}

// A process that was taken over from may still write its own.
void ExpectationFile::write(const Expectations& rows) const {
  const std::string fresh = fmt::format("{}.{}", path_, getpid());
  int error = write_fresh(fresh, rows);
  if (error == 0 && rename(fresh.c_str(), path_.c_str()) != 0) error = errno;
  if (error == 0) {
    if (durability_ == Durability::power) sync_directory_of(path_);
    return;
  }
  unlink(fresh.c_str());
  log_typed(LogType::dbaccess, 1, "cannot write {}: {}; what is expected is known from the store",
            escaped(path_), strerror(error));
}

}  // namespace greycache
