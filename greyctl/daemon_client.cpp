#include "greyctl/daemon_client.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <functional>

#include "common/socket.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLongestAnswer = std::size_t{16} << 20;

bool wait_for(int fd, short events, Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  if (left.count() <= 0) return false;
  pollfd waited{fd, events, 0};
  const int ready = poll(&waited, 1, static_cast<int>(left.count()));
  return ready > 0 || (ready < 0 && errno == EINTR);
}

ClientResult failed(std::string_view what) {
  return tl::make_unexpected(fmt::format("{}: {}", what, strerror(errno)));
}

// Sends all of `question`, then reads until `complete` says so or the peer closes.
ClientResult converse(const std::string& path, std::string_view question,
                      std::chrono::milliseconds patience,
                      const std::function<bool(std::string_view)>& complete) {
  const auto deadline = Clock::now() + patience;
  auto connection = connect_unix(path);
  if (!connection) return tl::make_unexpected(connection.error() + " (does greycache run?)");
  while (!question.empty()) {
    if (!wait_for(connection->get(), POLLOUT, deadline)) break;
    const ssize_t sent = send(connection->get(), question.data(), question.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return failed("cannot send");
    if (sent > 0) question.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::string answer;
  while (wait_for(connection->get(), POLLIN, deadline)) {
    std::array<char, 16384> buffer{};
    const ssize_t length = recv(connection->get(), buffer.data(), buffer.size(), 0);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (length < 0) return failed("cannot read the answer");
    answer.append(buffer.data(), static_cast<std::size_t>(length));
    if (length == 0 || complete(answer)) return answer;
    if (answer.size() > kLongestAnswer) return tl::make_unexpected("the answer does not end");
  }
  return tl::make_unexpected(fmt::format("no answer from {} within {} ms", path, patience.count()));
}

}  // namespace

ClientResult run_command(const std::string& control_socket, std::string_view command,
                         std::chrono::milliseconds patience) {
  auto answer = converse(control_socket, std::string(command) + "\n", patience,
                         [](std::string_view) { return false; });
  if (!answer) return answer;
  if (answer->starts_with("ok\n")) return answer->substr(3);
  if (answer->starts_with("error: ")) {
    return tl::make_unexpected(answer->substr(7, answer->find('\n') - 7));
  }
  return tl::make_unexpected(answer->empty()
                                 ? "the daemon closed the connection (are you root or its user?)"
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
