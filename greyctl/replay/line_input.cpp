// Lines of a file or of standard input, as they come.
#include "greyctl/replay/line_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/timed_io.h"

namespace greycache {

namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10;

}  // namespace

tl::expected<LineInput, std::string> LineInput::open(const std::string& path, Wait wait) {
  const bool standard = path == "-";
  FileDescriptor file(standard ? dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const std::string name = standard ? "standard input" : path;
  if (!file) return tl::make_unexpected(fmt::format("{}: {}", name, strerror(errno)));
  return LineInput(name, std::move(file), std::move(wait));
}

tl::expected<std::optional<std::string_view>, std::string> LineInput::next() {
  while (true) {
    const std::size_t end = buffer_.find('\n', searched_);
    const bool last = end == std::string::npos && ended_;
    if (end != std::string::npos || (last && begin_ < buffer_.size())) {
      const std::string_view line =
          std::string_view(buffer_).substr(begin_, (last ? buffer_.size() : end) - begin_);
      begin_ = searched_ = last ? buffer_.size() : end + 1;
      ++line_;
      return line;
    }
    if (ended_) return std::nullopt;
    searched_ = buffer_.size();
    if (const auto read = read_more(); !read) return tl::make_unexpected(read.error());
  }
}

tl::expected<void, std::string> LineInput::read_more() {
  buffer_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
  if (buffer_.size() > kLongestLine) {
    ++line_;
    return tl::make_unexpected(fmt::format("{}: the line is longer than 1 MiB", place()));
  }
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
    return tl::make_unexpected(fmt::format("{}: {}", name_, strerror(errno)));
  }
  ended_ = got == 0;
  return {};
}

std::string LineInput::place() const {
  return fmt::format("{}:{}", name_, line_);
}

}  // namespace greycache
