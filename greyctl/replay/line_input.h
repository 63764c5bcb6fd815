// Lines of a file or of standard input, as they come.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"
#include "greyctl/replay/unpacking.h"

namespace greycache {

// Why there is no next line.
struct LineTrouble {
  std::string why;       // names the file, and the line where it is one
  int status = 0;        // of sysexits.h: EX_NOINPUT where it cannot be read, otherwise EX_DATAERR
  bool goes_on = false;  // it is of one line, which is left out: the next call gives what follows
};

// Reads no more while a whole line is left of what was read.
class LineInput {
 public:
  // Waits for input; false ends it.
  using Wait = std::function<bool(int fd)>;

  static constexpr std::size_t kLongestLine = std::size_t{1} << 20;

  // "-" is standard input. What gzip packed is unpacked, where it is a file. The error names the
  // file and the reason for which it cannot be read.
  static tl::expected<LineInput, std::string> open(const std::string& path, Wait wait);

  // The next line without its end, the first without a byte order mark, valid until the next call;
  // nothing at the end. A line without an end at the end of the file counts. Trouble is a line that
  // is longer than kLongestLine, input that cannot be read, or that gzip packed and which is not
  // unpacked here, or not whole.
  tl::expected<std::optional<std::string_view>, LineTrouble> next();

  // "FILE", or "standard input".
  const std::string& name() const { return name_; }
  // Of the last line, from 1.
  long line_number() const { return line_; }
  // "FILE:LINE" of it, for messages.
  std::string place() const;

 private:
  LineInput(std::string name, FileDescriptor file, Wait wait)
      : name_(std::move(name)), file_(std::move(file)), wait_(std::move(wait)) {}

  using Done = tl::expected<void, LineTrouble>;

  Done read_more();
  Done make_room();
  Done end();
  std::string_view take_line(std::size_t end);

  std::string name_;
  FileDescriptor file_;
  std::optional<Unpacking> unpacking_;  // it is what this makes of a file
  Wait wait_;
  std::string buffer_;
  std::size_t begin_ = 0;     // of the next line in the buffer
  std::size_t searched_ = 0;  // no line end before it
  bool ended_ = false;
  bool skips_ = false;  // the line that is read was too long
  long line_ = 0;
};

}  // namespace greycache
