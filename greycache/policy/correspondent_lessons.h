// What the mail of own users teaches, each thing once for a while, and how much of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/recent_map.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/rules.h"

namespace greycache {

// Remembers, bounded, what was taught of late. Whoever writes to more than
// Rules::correspondent_limit new correspondents in an hour teaches no further ones in it: an
// account in a robot's hands writes to everybody. One thread.
class CorrespondentLessons {
 public:
  // The entry that mail with these keys (correspondent_keys()) makes, if it makes one. `teacher`
  // names whose limit counts: the login, or the sender's address.
  std::optional<Fact> learn(const Rules& rules, const Keys& keys, std::string_view teacher,
                            UnixTime now);

  // All that was taught is taught anew. It counts as new then.
  void forget_taught() { taught_ = RecentMap<UnixTime>(kMostTaught); }

  // New ones that were beyond a limit, since the start.
  std::int64_t refused() const { return refused_; }

  static constexpr std::size_t kMostTaught = 65'536;
  static constexpr std::size_t kMostTeachers = 16'384;
  // Of all teachers together, in an hour: what is stored of mail whose senders are made up has a
  // bound, too.
  static constexpr std::int64_t kMostAnHour = 100'000;

 private:
  struct Hour {
    UnixTime begin = 0;
    std::int64_t taught = 0;
  };
  static bool take_one(Hour& hour, std::int64_t most, UnixTime now);
  bool within_limits(const Rules& rules, std::string_view teacher, UnixTime now);

  RecentMap<UnixTime> taught_{kMostTaught};  // when
  RecentMap<Hour> teachers_{kMostTeachers};
  Hour all_;
  std::int64_t refused_ = 0;
};

}  // namespace greycache
