// Who is signed in, and until when.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/duration.h"
#include "common/keyed_hash.h"

namespace greycache::web {

struct Session {
  std::string id;       // in the cookie; a new one at each sign-in
  std::string csrf;     // in every form; never in a cookie
  std::string account;  // its name
  std::string hash;     // of its password then: another password ends the session
  UnixTime began = 0;
  UnixTime seen = 0;
};

// In memory only: a restart signs everybody out. Any thread; times are passed in.
class Sessions {
 public:
  static constexpr std::size_t kMost = 1000;
  static constexpr std::size_t kMostOfAccount = 20;
  static constexpr UnixTime kIdle = 30 * 60;
  static constexpr UnixTime kLongest = 12 * 60 * 60;

  // Where there are too many the one that was not seen for longest ends.
  Session begin(const std::string& account, const std::string& hash, UnixTime now);

  // Nothing where there is none, or its time is over. With Seen::yes it has been seen now.
  enum class Seen : bool { no, yes };
  std::optional<Session> find(std::string_view id, UnixTime now, Seen seen = Seen::yes);

  void end(std::string_view id);

  std::size_t size() const;

 private:
  using Table = std::unordered_map<std::string, Session, KeyedHash, std::equal_to<>>;

  static bool is_over(const Session& session, UnixTime now);
  void make_room(const std::string& account, UnixTime now);
  void drop_oldest(const std::string* account);

  mutable std::mutex mutex_;
  Table sessions_;
};

}  // namespace greycache::web
