// Expired entries taken out of a source that stays in Redis for long, and which sources need it.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "greycache/policy/ages.h"
#include "greycache/redis/wire/command_buffer.h"
#include "greycache/redis/wire/redis_reply.h"

namespace greycache {

// Sources that wait to be tidied, each once, at most kLimit: what does not fit is seen again with
// the next look_up().
class TidyQueue {
 public:
  static constexpr std::size_t kLimit = 64;

  void push(const std::string& src);
  std::optional<std::string> pop();

 private:
  std::deque<std::string> sources_;
};

// Sources known to be large, at most kLimit; beyond it one is forgotten until it is seen again. An
// ordered set: no choice of addresses makes it slow.
class LargeSources {
 public:
  static constexpr std::size_t kLimit = 4096;

  void insert(const std::string& src);
  void erase(const std::string& src) {
    if (!sources_.empty()) sources_.erase(src);
  }
  bool contains(const std::string& src) const { return sources_.contains(src); }

 private:
  std::set<std::string> sources_;
};

// WATCH and HGETALL of one source. If anybody changes it from then on, the second round does
// nothing.
CommandBuffer tidy_read(const std::string& key);

// What a tidying goes by.
struct TidyRules {
  std::string_view generation;  // of the markers that count, see source_entry.h
  Instant at;
};

// The transaction that deletes the unreadable entries and those that have expired by every clock
// (kClocksApart), and sets the marker to now.
// `entries` is the reply to HGETALL. It always ends in EXEC, as WATCH must; a source that is not
// here as a whole stays as it is.
CommandBuffer tidy_write(const std::string& key, std::string_view src, const RedisReply& entries,
                         const TidyRules& rules);

}  // namespace greycache
