// The sources that are in memory, found by name, in the order of their last use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "greycache/memory/source_page.h"
#include "greycache/store/hot_store.h"

namespace greycache {

struct Source {
  SourcePage page;
  std::uint32_t hash = 0;
  std::uint32_t older = 0;  // indices in the table; 0 is none
  std::uint32_t younger = 0;
  Residence residence = Residence::absent;
  std::uint8_t ages = 0;         // of a whole source: index of the ages by which it lacks nothing
  std::uint16_t large_hour = 0;  // of a large source: when it was found to be so
};

// An open-addressing table with a keyed hash. Sources come to slots in no order, so that a few
// thousand of them touch every page of a table for a million, 8 MB: up to kFew it is a small one.
// Then the room for the largest number is set aside at once, so that it is rebuilt that one time.
// References hold until remove().
class SourceTable {
 public:
  // `most`: the most sources at a time, at most 2^30.
  explicit SourceTable(std::size_t most);

  Source* find(std::string_view src);
  // Finds or adds, where full() does not hold.
  Source& get(std::string_view src);
  bool full() const { return size_ == most_; }
  std::size_t size() const { return size_; }

  // Makes `source` the most recently used one.
  void touch(Source& source);
  // The least recently used one; nullptr where there is none.
  Source* oldest();
  void remove(Source& source);

  // Calls with each source.
  template <typename Each>
  void each(Each each) {
    for (Source& source : sources_) {
      if (source.page) each(source);
    }
  }

  // Walks around the table, a place a call: the source at it, nullptr where there is none.
  Source* next_in_round();

  // More than so many at a time have the large table, for good.
  static constexpr std::size_t kFew = std::size_t{1} << 14;

  // Bytes that each source takes here besides its page.
  static constexpr std::size_t kBytesPerSource = sizeof(Source) + 2 * sizeof(std::uint32_t);

 private:
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };

  void make_slots();
  void make_room();
  std::uint32_t index_of(const Source& source) const;
  std::size_t slot_of(std::string_view src, std::uint32_t hash) const;
  void unlink(Source& source);
  void close_gap(std::size_t slot);

  std::size_t most_;
  std::size_t room_;  // sources that the slots are for
  std::size_t mask_ = 0;
  std::unique_ptr<std::uint32_t[], Free> slots_;  // indices of sources_; 0 is free
  std::vector<Source> sources_;                   // the first is the head of the ring by use
  std::vector<std::uint32_t> free_;
  std::size_t size_ = 0;
  std::size_t round_ = 0;  // the place that next_in_round() was at
};

}  // namespace greycache
