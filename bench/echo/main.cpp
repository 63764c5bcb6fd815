// The echo server: finds the end of a request and answers action=DUNNO, nothing else. What no
// policy service of one thread can be faster than.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view kAnswer = "action=DUNNO\n\n";

// By descriptor: whether the last byte that came from there ended a line.
std::vector<bool> line_ended(1024);

bool listen_at(int listener, const char* path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (std::strlen(path) >= sizeof address.sun_path) return false;
  std::strcpy(address.sun_path, path);
  unlink(path);
  return bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
         listen(listener, 4096) == 0;
}

void watch(int epoll, int socket) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = socket;
  epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

void accept_one(int epoll, int listener) {
  const int socket = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket < 0) return;
  const auto number = static_cast<std::size_t>(socket);
  if (number >= line_ended.size()) line_ended.resize(2 * number);
  line_ended[number] = false;
  watch(epoll, socket);
}

void answer(int socket) {
  static std::array<char, 65536> buffer;
  const ssize_t length = recv(socket, buffer.data(), buffer.size(), 0);
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (length <= 0) {
    close(socket);
    return;
  }
  std::string_view rest(buffer.data(), static_cast<std::size_t>(length));
  const auto number = static_cast<std::size_t>(socket);
  int complete = line_ended[number] && rest[0] == '\n' ? 1 : 0;
  line_ended[number] = rest.back() == '\n';
  for (std::size_t end = 0; (end = rest.find("\n\n")) != std::string_view::npos;) {
    ++complete;
    rest.remove_prefix(end + 2);
  }
  for (; complete > 0; --complete) send(socket, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
}

[[noreturn]] void serve(int epoll, int listener) {
  std::array<epoll_event, 128> events;
  for (;;) {
    const int count = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int index = 0; index < count; ++index) {
      const int socket = events[static_cast<std::size_t>(index)].data.fd;
      socket == listener ? accept_one(epoll, listener) : answer(socket);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: policy-echo SOCKET\n", stderr);
    return EX_USAGE;
  }
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  if (!listen_at(listener, argv[1])) {
    std::perror(argv[1]);
    return EX_UNAVAILABLE;
  }
  watch(epoll, listener);
  serve(epoll, listener);
}
