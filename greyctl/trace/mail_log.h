// Postfix's log, joined into the questions that its smtpd may have asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "greycache/maillog/log_record.h"

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
  std::string reference;      // of deferred ones; empty where the reply had none
  bool was_accepted = false;  // otherwise deferred
  bool behind_smtpd = false;  // the sender is as the queue has it, perhaps rewritten

  // A line of a trace, without its end.
  std::string json() const;
};

// Keeps what it has read in memory: about 300 bytes an attempt.
class MailLog {
 public:
  // How much there was, and what could not be used.
  struct Counts {
    std::int64_t lines = 0;
    std::int64_t without_time = 0;  // no time that is known
    std::int64_t of_others = 0;     // not of Postfix, or in a form that is not known
    std::int64_t year_guessed = 0;
    std::int64_t zone_guessed = 0;
    std::int64_t broken = 0;    // lines about mail in a form that is not known
    std::int64_t deferred = 0;  // attempts
    std::int64_t accepted = 0;
    std::int64_t incomplete = 0;       // accepted messages whose sender or recipients are not there
    std::int64_t local = 0;            // accepted messages from this host itself
    std::int64_t rewritten = 0;        // attempts whose sender is as it came in again
    std::int64_t other_deferrals = 0;  // temporary refusals that are no greylister's

    std::int64_t of_postfix() const { return lines - without_time - of_others; }
  };
  // A reply of other_deferrals, and how often there was one.
  using Reply = std::pair<std::string, std::int64_t>;

  explicit MailLog(UnixTime now, DeferralWords words = {})
      : times_(now), words_(std::move(words)) {}

  void add_line(std::string_view line);

  // All attempts in the order of time. Called once, at the end.
  std::vector<LoggedAttempt> take_attempts();

  const Counts& counts() const { return counts_; }
  // The commonest replies of other_deferrals: kMostShown at most. One that first comes when
  // kMostReplies are known is not among them.
  std::vector<Reply> other_replies() const;
  // The first line that is not understood, cut and escaped.
  const std::string& first_strange() const { return first_strange_; }

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
  void keep(OtherDeferral&& record, UnixTime at);
  void keep(ClientRecord&& record, UnixTime at);
  void keep(SenderRecord&& record, UnixTime at);
  void keep(RecipientRecord&& record, UnixTime at);
  void keep(RemovedRecord&& record, UnixTime at);
  void finish(Message&& message);
  void keep_strange(std::string_view line);
  void restore_senders();

  static constexpr std::size_t kMostReplies = 200;
  static constexpr std::size_t kMostShown = 5;

  LogTimes times_;
  DeferralWords words_;
  std::string first_strange_;
  std::unordered_map<std::string, std::int64_t> other_replies_;
  Counts counts_;
  std::unordered_map<std::string, Message> messages_;  // in the queue, by queue id
  std::vector<LoggedAttempt> attempts_;
};

}  // namespace greycache
