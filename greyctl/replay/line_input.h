// Lines of a file or of standard input, as they come.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"

namespace greycache {

// Reads no more while a whole line is left of what was read.
class LineInput {
 public:
  // Waits for input; false ends it.
  using Wait = std::function<bool(int fd)>;

  static constexpr std::size_t kLongestLine = std::size_t{1} << 20;

  // "-" is standard input. The error names the file and the reason.
  static tl::expected<LineInput, std::string> open(const std::string& path, Wait wait);

  // The next line without its end, valid until the next call; nothing at the end. A line without an
  // end at the end of the file counts. Longer than kLongestLine, or unreadable input, is an error.
  tl::expected<std::optional<std::string_view>, std::string> next();

  // "FILE:LINE" of the last line, for messages.
  std::string place() const;

 private:
  LineInput(std::string name, FileDescriptor file, Wait wait)
      : name_(std::move(name)), file_(std::move(file)), wait_(std::move(wait)) {}

  tl::expected<void, std::string> read_more();

  std::string name_;
  FileDescriptor file_;
  Wait wait_;
  std::string buffer_;
  std::size_t begin_ = 0;     // of the next line in the buffer
  std::size_t searched_ = 0;  // no line end before it
  bool ended_ = false;
  long line_ = 0;
};

}  // namespace greycache
