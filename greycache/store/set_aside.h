// Entries that a store cannot take, or that make no sense: left out, counted, and told of.
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>
#include <string_view>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/policy/fact.h"

namespace greycache {

// A row that makes no sense is met again with each reading of its source. So the log tells of the
// first one, the second, the fourth, the eighth, ...: never of many.
class SetAside {
 public:
  // What was read. From the store's own thread.
  void read(std::string_view store, const Fact& entry) {
    const std::int64_t count = add();
    if (!std::has_single_bit(static_cast<std::uint64_t>(count))) return;
    log_typed(LogType::dbaccess, 1,
              "{}: an entry that makes no sense is set aside, {} so far: {} {}@{} -> {} first seen "
              "{}, last seen {}",
              store, count, escaped(entry.src), escaped(entry.sender_name),
              escaped(entry.sender_domain), escaped(entry.rcpt), entry.first_seen, entry.last_seen);
  }

  // Returns how many there are since the start.
  std::int64_t add() { return count_.fetch_add(1, std::memory_order_relaxed) + 1; }
  // Any thread.
  std::int64_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> count_ = 0;
};

}  // namespace greycache
