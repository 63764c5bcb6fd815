// First attempts that may yet come back, before they count against their organisation's standing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/duration.h"
#include "greycache/policy/organisation/standing_book.h"

namespace greycache {

// How long a first attempt may wait before it counts as one that did not come back. Nearly every
// mail server's second or third try lies within it.
inline constexpr UnixTime kReturnWindow = 30 * 60;

// Tells a StandingBook, of each first attempt once: when it comes back, or when kReturnWindow is
// over. Not at all where its sender became known meanwhile by another mail: then a retry is a
// match in the AWL, and nobody sees which first attempts it was. A mail that waits is named by a
// hash, so is its sender; each at least of its unit. What a process before this one, or another
// host, was asked first is there awaited, and its return counts here alone. One thread.
class AwaitedReturns {
 public:
  // `book` must outlive it.
  explicit AwaitedReturns(StandingBook& book) : book_(book) {}

  void first_attempt(std::string_view organisation, std::uint64_t mail, std::uint64_t sender,
                     UnixTime now);
  // Within the window or after it.
  void came_back(std::string_view organisation, std::uint64_t mail, std::uint64_t sender,
                 UnixTime now);
  // It passed, and nobody looked at what is known of it: as came_back() where its first attempt is
  // awaited, longer ago than `delay` seconds; else as passed().
  void let_through(std::string_view organisation, std::uint64_t mail, std::uint64_t sender,
                   UnixTime now, UnixTime delay);
  // A mail of this sender passed, by the AWL of whatever source, or in doubt.
  void passed(std::uint64_t sender);
  // To be called now and then: counts those whose time is over.
  void tick(UnixTime now);

  // First attempts whose window is open.
  std::size_t size() const { return waiting_.size(); }

  // With more of them the oldest counts early. 13 MB.
  static constexpr std::size_t kMost = 65'536;

 private:
  struct Waiting {
    std::string organisation;
    std::uint64_t mail = 0;
    std::uint64_t sender = 0;
    UnixTime until = 0;
  };
  struct Sender {
    std::size_t waiting = 0;
    bool passed = false;
  };

  void end_first(UnixTime now);

  StandingBook& book_;
  std::deque<Waiting> waiting_;                        // the oldest first
  std::unordered_map<std::uint64_t, UnixTime> mails_;  // and when each was first attempted
  std::unordered_map<std::uint64_t, Sender> senders_;
};

}  // namespace greycache
