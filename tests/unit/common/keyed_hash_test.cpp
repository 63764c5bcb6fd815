// Shows that the keyed hash is SipHash-2-4 and that its key counts.
#include "common/keyed_hash.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

namespace {

// The key and the texts of the reference implementation's vectors: bytes 0, 1, 2 ...
constexpr HashKey kVectorKey{0x0706050403020100U, 0x0f0e0d0c0b0a0908U};

std::string counted_bytes(std::size_t count) {
  std::string bytes;
  for (std::size_t byte = 0; byte < count; ++byte) bytes += static_cast<char>(byte);
  return bytes;
}

}  // namespace

TEST_CASE("siphash gives the reference implementation's vectors") {
  CHECK(siphash(kVectorKey, "") == 0x726fdb47dd0e0e31U);
  CHECK(siphash(kVectorKey, counted_bytes(1)) == 0x74f839c593dc67fdU);
  CHECK(siphash(kVectorKey, counted_bytes(7)) == 0xab0200f58b01d137U);
  CHECK(siphash(kVectorKey, counted_bytes(8)) == 0x93f5f5799a932462U);
  CHECK(siphash(kVectorKey, counted_bytes(15)) == 0xa129ca6149be45e5U);
}

TEST_CASE("another key gives another hash") {
  CHECK(siphash({1, 2}, "example.com") != siphash({1, 3}, "example.com"));
  CHECK(siphash({1, 2}, "example.com") != siphash({2, 2}, "example.com"));
}

TEST_CASE("within a process equal texts hash alike and others do not") {
  CHECK(keyed_hash("example.com") == keyed_hash(std::string("example.com")));
  CHECK(keyed_hash("example.com") != keyed_hash("example.org"));
}

}  // namespace greycache
