// A hash that strangers cannot aim at: SipHash with a key of this process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace greycache {

struct HashKey {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};

// SipHash-2-4 (Aumasson and Bernstein, 2012), as its reference implementation computes it.
std::uint64_t siphash(const HashKey& key, std::string_view text);

// SipHash-1-3 (as Rust and Python have it for their tables: fewer rounds than where a hash is seen
// by others) with a key drawn at random once a process: whoever chooses the names cannot choose
// where they fall in a table. Never store or send it. Any thread.
std::uint64_t keyed_hash(std::string_view text);

// Has keyed_hash() use this key from now on: for a simulation, where one run is as another. Nothing
// may hold hashes yet.
void set_hash_key(const HashKey& key);

// keyed_hash() for the standard containers, looked up by string_view.
struct KeyedHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return keyed_hash(text); }
};

}  // namespace greycache
