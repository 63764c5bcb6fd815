// Postfix's log, joined into the questions that its smtpd may have asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "greyctl/trace/log_record.h"
#include "greyctl/trace/log_time.h"

namespace greycache {

// One recipient of one attempt to send a mail.
struct LoggedAttempt {
  UnixTime at = 0;
  LogClient client;
  std::string sender;
  std::string recipient;
  std::string protocol;             // empty where the log does not tell
  std::optional<std::string> helo;  // of deferred ones
  std::string sasl_username;

  // A line of a trace, without its end.
  std::string json() const;
};

// Keeps what it has read in memory: about 300 bytes an attempt.
class MailLog {
 public:
  // How much there was, and what could not be used.
  struct Counts {
    std::int64_t lines = 0;
    std::int64_t without_time = 0;  // lines that begin with no time
    std::int64_t year_guessed = 0;
    std::int64_t broken = 0;    // lines about mail in a form that is not known
    std::int64_t deferred = 0;  // attempts
    std::int64_t accepted = 0;
    std::int64_t incomplete = 0;  // accepted messages whose sender or recipients are not there
    std::int64_t local = 0;       // accepted messages from this host itself
  };

  explicit MailLog(UnixTime now) : times_(now) {}

  void add_line(std::string_view line);

  // All attempts in the order of time. Called once, at the end.
  std::vector<LoggedAttempt> take_attempts();

  const Counts& counts() const { return counts_; }

 private:
  struct Message {
    UnixTime at = 0;
    LogClient client;
    std::string sasl_username;
    std::optional<std::string> sender;
    std::vector<std::string> recipients;
  };

  void keep(OtherRecord&&, UnixTime) {}
  void keep(BrokenRecord&&, UnixTime) { ++counts_.broken; }
  void keep(DeferredRecord&& record, UnixTime at);
  void keep(ClientRecord&& record, UnixTime at);
  void keep(SenderRecord&& record, UnixTime at);
  void keep(RecipientRecord&& record, UnixTime at);
  void keep(RemovedRecord&& record, UnixTime at);
  void finish(Message&& message);

  LogTimes times_;
  Counts counts_;
  std::unordered_map<std::string, Message> messages_;  // in the queue, by queue id
  std::vector<LoggedAttempt> attempts_;
};

}  // namespace greycache
