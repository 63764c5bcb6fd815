// A set of short texts, held compactly: rows of the opt tables, host names of a whitelist.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace greycache {

// Open addressing over keyed hashes (SipHash, see common/keyed_hash.h), the texts in blocks beside
// it: about 40 bytes a row of 25, where a standard set takes over 100. Nothing leaves it: a list
// that changed is read afresh. One thread at a time.
class NameSet {
 public:
  // No address or host name is longer (RFC 5321, 4.5.3.1: 64 + 1 + 255 bytes).
  static constexpr std::size_t kMaxLength = 512;

  // Whether it was added: false where the set holds it, it is longer than kMaxLength, or the set is
  // full (4 GiB of text).
  bool insert(std::string_view name);
  bool contains(std::string_view name) const;

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // Bytes of memory that the set takes.
  std::size_t memory() const;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t record = 0;  // 0: the slot is free
  };

  static std::uint32_t hash_of(std::string_view name);
  std::size_t home_of(const Slot& slot) const { return slot.hash & (slots_.size() - 1); }
  std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
  void place(Slot slot);
  void grow();

  char* at(std::uint32_t record) const;
  std::string_view text_of(std::uint32_t record) const;
  std::uint32_t store(std::string_view name);

  std::vector<Slot> slots_;  // a power of two, at most three quarters used
  std::size_t size_ = 0;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_used_ = 0;
};

}  // namespace greycache
