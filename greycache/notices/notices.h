// What the administrator is told by mail: once a change of state, and not too often.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "common/mail_message.h"
#include "greycache/notices/notice_bucket.h"

namespace greycache {

using Notice = MailText;

// Is shown the state of things as often as one likes (about once a second), and makes a notice of a
// change once kSettling is over since it began. So what comes and goes within seconds is one mail.
// The clock is passed in. One thread.
class Notices {
 public:
  using Time = NoticeBucket::Time;
  using Send = std::function<void(const Notice&)>;

  // What a thing is, and so in which words its state is told.
  enum class Kind : std::uint8_t {
    store,         // lost, or can be used again
    journal,       // cannot be written, or can again
    journal_size,  // beyond half of journal_max, or small again
    list,          // cannot be read, or can again
    job,           // fails, or succeeds again
  };

  static constexpr std::chrono::seconds kSettling{5};

  // Everything is taken for good until it is seen otherwise.
  Notices(Time now, Send send);

  // The state of `name` ("Redis", a list's path) now; `reason` says why it is not good.
  void look(Kind kind, const std::string& name, bool good, const std::string& reason, Time now);

  // Sends what has settled.
  void check(Time now);

 private:
  struct State {
    Kind kind = Kind::store;
    bool told_good = true;
    bool good = true;
    bool changed = false;  // since it was last told
    Time changed_at;       // the first of these changes
    std::string reason;    // of the last time it was not good
  };

  void tell(const std::string& name, const State& state, Time now);

  NoticeBucket bucket_;
  Send send_;
  std::map<std::string, State> states_;
};

}  // namespace greycache
