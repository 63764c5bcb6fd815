// Hands messages to sendmail(1), one at a time, without ever waiting for it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>

#include "common/file_descriptor.h"
#include "greycache/event/event_loop.h"

namespace greycache {

// No shell: the program is started with fixed arguments, the message is its standard input, and its
// environment is ours alone. What goes wrong is logged with the program's own words, and tried
// again after a pause, kMostTries times in all. On the loop's thread.
class Sendmail {
 public:
  struct Times {
    // After that the program is killed with all it has started.
    std::chrono::milliseconds patience = std::chrono::seconds(30);
    // Before the second try; each further pause is four times as long.
    std::chrono::milliseconds pause = std::chrono::minutes(1);
  };

  explicit Sendmail(EventLoop& loop) : Sendmail(loop, Times{}) {}
  Sendmail(EventLoop& loop, Times times);
  // A child that still runs goes on by itself; what waits is dropped and logged.
  ~Sendmail();
  Sendmail(const Sendmail&) = delete;
  Sendmail& operator=(const Sendmail&) = delete;

  // `program` is sendmail_path, `to` one address as check_mail_address() lets pass. When
  // kMostWaiting messages wait the new one is dropped and logged.
  void send(const std::string& program, const std::string& to, std::string message);

  // Tries that failed, since the start; and why the last try did, empty where it did not.
  std::int64_t failures() const { return failures_; }
  const std::string& trouble() const { return trouble_; }

  // Nothing runs and nothing waits.
  bool idle() const { return child_ < 0 && waiting_.empty(); }

  static constexpr std::size_t kMostWaiting = 10;
  static constexpr int kMostTries = 5;

 private:
  struct Mail {
    std::string program;
    std::string to;
    std::string message;
    std::chrono::steady_clock::time_point due;
    int tries = 0;
  };

  void tick();
  void start_next();
  // Empty on success, else what went wrong.
  std::string start(const Mail& mail);
  void look();
  void ended(int status);
  void failed(Mail mail, const std::string& why);

  Times times_;
  std::deque<Mail> waiting_;
  pid_t child_ = -1;
  Mail mail_;             // the child's
  FileDescriptor words_;  // what the child writes to standard output and error
  std::chrono::steady_clock::time_point deadline_;
  bool killed_ = false;
  std::int64_t failures_ = 0;
  std::string trouble_;
  Timer timer_;
};

}  // namespace greycache
