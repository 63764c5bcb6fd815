// By https://www.sqlite.org/walformat.html, sections 2.1 and 2.2, and the file's own methods, since
// to open and close it once more would drop this process' locks on it.
#include "greycache/sqlite/log_index.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace greycache {

namespace {

constexpr int kRegion = 32768;  // bytes of the index that are mapped at once
// Places in the header, in words of four bytes.
constexpr std::size_t kPageSizeWord = 3;  // in its second half; its first byte: is it in use?
constexpr std::size_t kFrames = 4;
constexpr std::size_t kChecksum = 6;  // of the last frame
constexpr std::size_t kSalt = 8;      // as it is in the log
constexpr std::size_t kOwnChecksum = 10;
// Of the log, in bytes.
constexpr std::int64_t kLogHeader = 32;
constexpr std::size_t kSaltOfLog = 16;
constexpr std::int64_t kFrameHeader = 24;
constexpr std::size_t kSaltOfFrame = 8;
constexpr std::size_t kChecksumOfFrame = 16;
// Who holds them writes, or moves the log to the file.
constexpr int kWriteLock = 0;
constexpr int kLocks = 2;

sqlite3_file* file_of(sqlite3* connection, int which) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(connection, "main", which, &file);
  return file != nullptr && file->pMethods != nullptr ? file : nullptr;
}

std::uint32_t big_endian(const unsigned char* bytes) {
  std::uint32_t number = 0;
  for (int i = 0; i < 4; ++i) number = number << 8U | bytes[i];
  return number;
}

template <std::size_t Size>
int read(sqlite3_file* file, std::array<unsigned char, Size>& bytes, std::int64_t place) {
  return file->pMethods->xRead(file, bytes.data(), static_cast<int>(Size), place);
}

// Of the words before it: section 4.1 of the description of the log, in the order of this machine.
std::array<std::uint32_t, 2> checksum_of(std::span<const std::uint32_t, kOwnChecksum> words) {
  std::array<std::uint32_t, 2> sum{};
  for (std::size_t i = 0; i < words.size(); i += 2) {
    sum[0] += words[i] + sum[1];
    sum[1] += words[i + 1] + sum[0];
  }
  return sum;
}

std::int64_t bytes_of_page(std::uint32_t word) {
  std::array<std::uint16_t, 2> halves{};
  std::memcpy(halves.data(), &word, sizeof(word));
  return halves[1] == 1 ? 65536 : halves[1];
}

}  // namespace

LogIndex::LogIndex(sqlite3* connection)
    : file_(file_of(connection, SQLITE_FCNTL_FILE_POINTER)),
      log_(file_of(connection, SQLITE_FCNTL_JOURNAL_POINTER)) {
  if (file_ == nullptr || log_ == nullptr || file_->pMethods->iVersion < 2) return;
  volatile void* region = nullptr;
  if (file_->pMethods->xShmMap(file_, 0, kRegion, 0, &region) != SQLITE_OK) return;
  memory_ = static_cast<volatile std::uint32_t*>(region);
}

bool LogIndex::is_sound(const Header& header) {
  std::array<unsigned char, sizeof(std::uint32_t)> flags{};
  std::memcpy(flags.data(), &header[kPageSizeWord], flags.size());
  const auto sum = checksum_of(std::span(header).first<kOwnChecksum>());
  return flags[0] != 0 && sum[0] == header[kOwnChecksum] && sum[1] == header[kOwnChecksum + 1];
}

// None where the two differ, since it is being written, and where it is damaged: SQLite sees that
// itself, and reads the log again.
std::optional<LogIndex::Header> LogIndex::header() const {
  Header first{};
  Header second{};
  std::copy_n(memory_, first.size(), first.begin());
  file_->pMethods->xShmBarrier(file_);
  std::copy_n(memory_ + first.size(), second.size(), second.begin());
  if (first != second || !is_sound(first)) return std::nullopt;
  return first;
}

// What may go wrong but that there is less says nothing of the log.
bool LogIndex::has_last_frame(const Header& header) const {
  const std::int64_t length = kFrameHeader + bytes_of_page(header[kPageSizeWord]);
  const std::int64_t place = kLogHeader + (header[kFrames] - 1) * length;
  sqlite3_int64 all = 0;
  if (log_->pMethods->xFileSize(log_, &all) != SQLITE_OK) return true;
  if (all < place + length) return false;
  std::array<unsigned char, kFrameHeader> frame{};
  const int code = read(log_, frame, place);
  if (code != SQLITE_OK) return code != SQLITE_IOERR_SHORT_READ;
  return std::memcmp(&header[kSalt], &frame[kSaltOfFrame], 2 * sizeof(header[kSalt])) == 0 &&
         header[kChecksum] == big_endian(&frame[kChecksumOfFrame]) &&
         header[kChecksum + 1] == big_endian(&frame[kChecksumOfFrame + 4]);
}

// Where no frame counts the log may still be there as it was before it was begun anew: the first
// salt counts how often it was.
bool LogIndex::is_empty(const Header& header) const {
  std::array<unsigned char, kLogHeader> log{};
  if (read(log_, log, 0) != SQLITE_OK) return true;
  std::array<unsigned char, sizeof(std::uint32_t)> salt{};
  std::memcpy(salt.data(), &header[kSalt], salt.size());
  return big_endian(&log[kSaltOfLog]) + 1 == big_endian(salt.data());
}

// A log that others begin anew or cut off meanwhile has another header in the index before that.
bool LogIndex::fits() const {
  const auto before = header();
  if (!before) return true;
  if ((*before)[kFrames] == 0 ? is_empty(*before) : has_last_frame(*before)) return true;
  file_->pMethods->xShmBarrier(file_);
  return header() != before;
}

// With the locks nobody writes, and it is certain. SQLite makes an index anew whose header is
// empty.
bool LogIndex::mend(Log log) const {
  if (memory_ == nullptr || fits()) return false;
  const auto& methods = *file_->pMethods;
  constexpr int kExclusive = SQLITE_SHM_EXCLUSIVE;
  if (methods.xShmLock(file_, kWriteLock, kLocks, SQLITE_SHM_LOCK | kExclusive) != SQLITE_OK) {
    return false;
  }
  const bool mends =
      !fits() && (log == Log::counts || log_->pMethods->xTruncate(log_, 0) == SQLITE_OK);
  if (mends) std::fill_n(memory_, 2 * Header().size(), 0U);
  methods.xShmBarrier(file_);
  methods.xShmLock(file_, kWriteLock, kLocks, SQLITE_SHM_UNLOCK | kExclusive);
  return mends;
}

}  // namespace greycache
