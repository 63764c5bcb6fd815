// Connects, writes, and reads until the end or the deadline.
#include "greyctl/daemon_client.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <functional>

#include "common/deadline.h"
#include "common/timed_io.h"
#include "greycache/core/control_link.h"
#include "greyctl/daemon_connection.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestAnswer = std::size_t{16} << 20;

ClientResult failed(std::string_view what, int error) {
  return tl::make_unexpected(fmt::format("{}: {}", what, strerror(error)));
}

// Sends all of `question`, then reads until `complete` says so or the peer closes.
ClientResult converse(const std::string& path, std::string_view question,
                      std::chrono::milliseconds patience,
                      const std::function<bool(std::string_view)>& complete) {
  const auto deadline = Deadline::after(patience);
  auto connection = connect_daemon(path);
  if (!connection) return tl::make_unexpected(connection.error());
  if (const int error = write_all(connection->get(), question, deadline); error != 0) {
    return failed("cannot send", error);
  }
  std::string answer;
  while (true) {
    std::array<char, 16384> buffer{};
    const long length = read_some(connection->get(), buffer.data(), buffer.size(), deadline);
    if (length < 0 && errno == ETIMEDOUT) break;
    if (length < 0) return failed("cannot read the answer", errno);
    answer.append(buffer.data(), static_cast<std::size_t>(length));
    if (length == 0 || complete(answer)) return answer;
    if (answer.size() > kLongestAnswer) return tl::make_unexpected("the answer does not end");
  }
  return tl::make_unexpected(fmt::format("no answer from {} within {} ms", path, patience.count()));
}

}  // namespace

ClientResult run_command(const std::string& control_socket, std::string_view command,
                         std::chrono::milliseconds patience, bool* written_wrong) {
  if (command.size() + 1 >= kLongestControlLine) {
    if (written_wrong != nullptr) *written_wrong = true;
    return tl::make_unexpected(fmt::format(
        "that is too long: the daemon takes {} bytes, in which a blank and what is no ASCII count "
        "three times",
        kLongestControlLine - 2));
  }
  auto answer = converse(control_socket, std::string(command) + "\n", patience,
                         [](std::string_view) { return false; });
  if (!answer) return answer;
  if (answer->starts_with("ok\n")) return answer->substr(3);
  if (answer->starts_with("error: ")) {
    const std::size_t end = answer->find('\n');
    if (written_wrong != nullptr && end != std::string::npos) {
      *written_wrong = answer->substr(end + 1) == std::string(kWrittenWrong) + "\n";
    }
    return tl::make_unexpected(answer->substr(7, end - 7));
  }
  return tl::make_unexpected(answer->empty() ? closed_without_answer()
                                             : "the daemon's answer makes no sense");
}

ClientResult ask_policy(const std::string& socket, std::string_view request,
                        std::chrono::milliseconds patience) {
  auto answer = converse(socket, request, patience,
                         [](std::string_view text) { return text.ends_with("\n\n"); });
  if (!answer) return answer;
  if (!answer->starts_with("action=") || !answer->ends_with("\n\n")) {
    return tl::make_unexpected("the connection was closed without an answer");
  }
  return answer->substr(7, answer->size() - 9);
}

}  // namespace greycache
