// Lines of a file or of standard input, as they come.
#include "greyctl/replay/line_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/text.h"
#include "common/timed_io.h"

namespace greycache {

namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10;
constexpr std::string_view kGzip = "\x1f\x8b";

tl::unexpected<LineTrouble> trouble(int status, std::string why, bool goes_on = false) {
  return tl::make_unexpected(LineTrouble{std::move(why), status, goes_on});
}

bool is_directory(const FileDescriptor& file) {
  struct stat status {};
  return fstat(file.get(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

tl::expected<LineInput, std::string> LineInput::open(const std::string& path, Wait wait) {
  const bool standard = path == "-";
  FileDescriptor file(standard ? dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const std::string name = standard ? "standard input" : path;
  if (!file) return tl::make_unexpected(fmt::format("{}: {}", name, strerror(errno)));
  if (is_directory(file)) {
    return tl::make_unexpected(fmt::format("{}: {}", name, strerror(EISDIR)));
  }
  if (standard || !Unpacking::is_packed(file.get())) {
    return LineInput(name, std::move(file), std::move(wait));
  }
  auto unpacking = Unpacking::begin(file);
  if (!unpacking) return tl::make_unexpected(fmt::format("{}: {}", name, unpacking.error()));
  LineInput input(name, std::move(unpacking->output()), std::move(wait));
  input.unpacking_ = std::move(*unpacking);
  return input;
}

// The line that ends at `end`, or all that is left where the input has ended.
std::string_view LineInput::take_line(std::size_t end) {
  const bool last = end == std::string::npos;
  const std::string_view line =
      std::string_view(buffer_).substr(begin_, (last ? buffer_.size() : end) - begin_);
  begin_ = searched_ = last ? buffer_.size() : end + 1;
  return line;
}

tl::expected<std::optional<std::string_view>, LineTrouble> LineInput::next() {
  while (true) {
    const std::size_t end = buffer_.find('\n', searched_);
    if (end != std::string::npos || (ended_ && begin_ < buffer_.size())) {
      const std::string_view line = take_line(end);
      if (std::exchange(skips_, false)) continue;
      ++line_;
      if (line_ > 1) return line;
      if (!line.starts_with(kGzip)) return without_byte_order_mark(line);
      return trouble(EX_DATAERR, name_ + " is compressed: zcat FILE | greyctl ... -");
    }
    if (ended_) return std::nullopt;
    searched_ = buffer_.size();
    if (const auto read = read_more(); !read) return tl::make_unexpected(read.error());
  }
}

LineInput::Done LineInput::read_more() {
  if (auto room = make_room(); !room) return room;
  if (!wait_(file_.get())) {
    // The beginning of a line is none.
    buffer_.clear();
    searched_ = 0;
    ended_ = true;
    return {};
  }
  const std::size_t filled = buffer_.size();
  buffer_.resize(filled + kChunk);
  const ssize_t got = ::read(file_.get(), buffer_.data() + filled, kChunk);
  buffer_.resize(filled + static_cast<std::size_t>(got > 0 ? got : 0));
  if (got < 0 && !may_succeed_later(errno)) {
    return trouble(EX_NOINPUT, fmt::format("{}: {}", name_, strerror(errno)));
  }
  return got == 0 ? end() : Done{};
}

// Of a line that is too long what was read of it is thrown away; that it is one is told once.
LineInput::Done LineInput::make_room() {
  buffer_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
  if (buffer_.size() <= kLongestLine) return {};
  buffer_.clear();
  searched_ = 0;
  if (std::exchange(skips_, true)) return {};
  ++line_;
  return trouble(EX_DATAERR, place() + ": the line is longer than 1 MiB", true);
}

LineInput::Done LineInput::end() {
  ended_ = true;
  if (!unpacking_) return {};
  const auto whole = unpacking_->end();
  if (whole) return {};
  return trouble(EX_DATAERR, fmt::format("{}: {}", name_, whole.error()));
}

std::string LineInput::place() const {
  return fmt::format("{}:{}", name_, line_);
}

}  // namespace greycache
