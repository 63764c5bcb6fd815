// What the helper has to say: to syslog, or to the daemon's log where there is no syslog.
#pragma once

#include <array>
#include <cstddef>

namespace greycache {

// In a container there often is no /dev/log (Postfix's maillog_file). What is said then is kept, a
// few lines of it, until the daemon is seen to be there.
class HelperLog {
 public:
  // `socket` is the daemon's; it must outlive the object.
  explicit HelperLog(const char* socket) : socket_(socket) {}

  // As syslog(3), facility mail.
  [[gnu::format(printf, 3, 4)]] void say(int priority, const char* format, ...);

  // Sends what is kept, and forgets it once that is written. Never waits for the daemon.
  void deliver();

 private:
  static constexpr std::size_t kMostLines = 4;
  static constexpr std::size_t kLongestLine = 300;

  const char* socket_;
  std::array<std::array<char, kLongestLine>, kMostLines> kept_{};
  std::size_t count_ = 0;
};

}  // namespace greycache
