// The entries of one source, packed into one block of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "greycache/policy/fact.h"

namespace greycache {

// Laid out like a database page: a header, the entries ordered by hash, free room, and the names
// from the end backwards. So a source costs one allocation, and finding an entry touches few cache
// lines.
class SourcePage {
 public:
  // Times are Unix seconds from 1970 to 2106.
  struct Entry {
    std::uint64_t hash;
    std::uint32_t first_seen;
    std::uint32_t last_seen;
    std::uint32_t names_from_end;
    std::uint16_t names_length;
    FactKind kind;
  };

  static constexpr std::size_t kMaxNames = 65535;

  // `src` of at most kMaxNames bytes.
  explicit SourcePage(std::string_view src);
  SourcePage() = default;  // without a block; only fit to be assigned to
  explicit operator bool() const { return block_ != nullptr; }

  std::string_view src() const;
  std::span<Entry> entries();
  std::span<const Entry> entries() const;
  std::string_view names(const Entry& entry) const;
  // Of the block.
  std::size_t bytes() const;

  // The entry with these names, nullptr where there is none.
  Entry* find(std::uint64_t hash, std::string_view names);

  // Whether insert() takes this many more bytes of names without a larger block.
  bool has_room(std::size_t names_length) const;
  // Adds an entry that find() does not find. Its names_from_end and names_length are set here.
  void insert(const Entry& entry, std::string_view names);
  // Makes room for this many more entries with this many bytes of names in all.
  void reserve(std::size_t entries, std::size_t names_length);

  // Keeps those entries whose index is true, in a block that just fits.
  void keep(const std::vector<bool>& kept);

 private:
  struct Header {
    std::uint32_t capacity;  // of the whole block
    std::uint32_t entries;
    std::uint32_t names;  // bytes at the end, the src included
    std::uint32_t src_length;
  };

  static std::unique_ptr<std::byte[]> make_block(std::size_t capacity, std::string_view src);
  Header& header() const;
  Entry* first() const;
  std::size_t room() const;
  void append_names(Entry& entry, std::string_view names);

  std::unique_ptr<std::byte[]> block_;
};

}  // namespace greycache
