// What the daemon sends goes on as it comes, but for its last line, which says how it went.
#include "greyctl/moving/export_command.h"

#include <fmt/format.h>
#include <sysexits.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string_view>
#include <variant>

#include "common/deadline.h"
#include "common/program_output.h"
#include "common/timed_io.h"
#include "greycache/moving/row_line.h"
#include "greyctl/daemon_connection.h"

namespace greycache {

namespace {

// For a page: the store may have much to do.
constexpr std::chrono::seconds kExportPatience{60};
constexpr std::string_view kOk = "ok\n";
constexpr std::string_view kError = "error: ";

std::string command_of(const ExportOptions& options) {
  std::string command = "export";
  for (const std::string& kind : options.kinds) {
    command += (command == "export" ? " " : ",") + kind;
  }
  return command + "\n";
}

// Passes whole lines on, and holds the last one back.
class Passage {
 public:
  // False where it cannot be written.
  bool add(std::string_view bytes) {
    held_ += bytes;
    if (!begun_ && held_.size() >= kOk.size() && held_.starts_with(kOk)) {
      held_.erase(0, kOk.size());
      begun_ = true;
    }
    if (!begun_ || held_.size() < 2) return true;
    const std::size_t end = held_.rfind('\n', held_.size() - 2);
    if (end == std::string::npos) return true;
    const bool written = write(std::string_view(held_).substr(0, end + 1));
    held_.erase(0, end + 1);
    return written;
  }

  // Once the peer has sent all.
  int end() {
    if (held_.starts_with(kError) && held_.ends_with('\n')) {
      held_.pop_back();
      return complain(EX_UNAVAILABLE, std::string_view(held_).substr(kError.size()));
    }
    if (!begun_ && held_.empty()) return complain(EX_UNAVAILABLE, closed_without_answer());
    const bool whole = held_.ends_with('\n');
    if (whole) held_.pop_back();
    const auto last = whole ? parse_export_line(held_) : tl::make_unexpected(std::string());
    if (!last || !std::holds_alternative<ExportEnd>(*last)) {
      return complain(EX_UNAVAILABLE, "the export was cut off: did the daemon end? Run it again");
    }
    return write(held_ + "\n") ? EX_OK : EX_IOERR;
  }

 private:
  static bool write(std::string_view text) {
    const int error = write_all(STDOUT_FILENO, text, Deadline::never());
    if (error != 0) complain(EX_IOERR, fmt::format("{}: {}", kCannotWriteOutput, strerror(error)));
    return error == 0;
  }

  bool begun_ = false;  // the daemon has said "ok"
  std::string held_;
};

}  // namespace

int export_rows(const std::string& control_socket, const ExportOptions& options) {
  signal(SIGPIPE, SIG_IGN);
  auto connection = connect_daemon(control_socket);
  if (!connection) return complain(EX_UNAVAILABLE, connection.error());
  const int error =
      write_all(connection->get(), command_of(options), Deadline::after(kExportPatience));
  if (error != 0) return complain(EX_UNAVAILABLE, strerror(error));
  Passage passage;
  std::array<char, std::size_t{64} << 10> buffer;
  while (true) {
    const long length = read_some(connection->get(), buffer.data(), buffer.size(),
                                  Deadline::after(kExportPatience));
    if (length < 0 && errno == ETIMEDOUT) {
      return complain(EX_UNAVAILABLE, "the daemon does not answer");
    }
    if (length < 0) return complain(EX_UNAVAILABLE, strerror(errno));
    if (length == 0) return passage.end();
    if (!passage.add({buffer.data(), static_cast<std::size_t>(length)})) return EX_IOERR;
  }
}

}  // namespace greycache
