// Hands messages to sendmail(1), one at a time, without ever waiting for it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <deque>
#include <string>

#include "common/file_descriptor.h"
#include "greycache/server/event_loop.h"

namespace greycache {

// No shell: the program is started with fixed arguments, the message is its standard input, and its
// environment is ours alone. What goes wrong is logged with the program's own words. On the loop's
// thread.
class Sendmail {
 public:
  explicit Sendmail(EventLoop& loop, std::chrono::milliseconds patience = kPatience);
  ~Sendmail();
  Sendmail(const Sendmail&) = delete;
  Sendmail& operator=(const Sendmail&) = delete;

  // `program` is sendmail_path, `to` one address as check_mail_address() lets pass. When
  // kMostWaiting messages wait the new one is dropped and logged.
  void send(const std::string& program, const std::string& to, std::string message);

  // Nothing runs and nothing waits.
  bool idle() const { return child_ < 0 && waiting_.empty(); }

  static constexpr std::size_t kMostWaiting = 10;
  // After that the program is killed with all it has started.
  static constexpr std::chrono::seconds kPatience{30};

 private:
  struct Mail {
    std::string program;
    std::string to;
    std::string message;
  };

  void start_next();
  bool start(const Mail& mail);
  void look();
  void ended(int status);

  std::chrono::milliseconds patience_;
  std::deque<Mail> waiting_;
  pid_t child_ = -1;
  std::string program_;   // of the child
  FileDescriptor words_;  // what the child writes to standard output and error
  std::chrono::steady_clock::time_point deadline_;
  bool killed_ = false;
  Timer timer_;
};

}  // namespace greycache
