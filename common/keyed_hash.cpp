// A hash that strangers cannot aim at: SipHash with a key of this process.
#include "common/keyed_hash.h"

#include <bit>
#include <cstring>
#include <random>

namespace greycache {

namespace {

static_assert(std::endian::native == std::endian::little, "SipHash reads little-endian words");

struct SipState {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v2 += v3;
    v1 = std::rotl(v1, 13) ^ v0;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 = std::rotl(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = std::rotl(v1, 17) ^ v2;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 = std::rotl(v2, 32);
  }

  template <int kRounds>
  void take(std::uint64_t word) {
    v3 ^= word;
    for (int i = 0; i < kRounds; ++i) round();
    v0 ^= word;
  }
};

std::uint64_t word_at(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// The last bytes of a text, fewer than eight, as the low ones of a word. A copy of so many bytes
// would be a call.
std::uint64_t tail_of(std::string_view text) {
  const std::size_t rest = text.size() % 8;
  if (rest == 0) return 0;
  const char* const end = text.data() + text.size();
  if (text.size() >= 8) return word_at(end - 8) >> (8 * (8 - rest));
  std::uint64_t word = 0;
  for (const char* at = end; at != text.data();)
    word = word << 8 | static_cast<unsigned char>(*--at);
  return word;
}

HashKey random_key() {
  std::random_device random;
  const auto word = [&random] { return (std::uint64_t{random()} << 32) | random(); };
  return {word(), word()};
}

HashKey& process_key() {
  static HashKey key = random_key();
  return key;
}

// SipHash with so many rounds a word and at the end.
template <int kRoundsAWord, int kLastRounds>
std::uint64_t sip(const HashKey& key, std::string_view text) {
  SipState state{key.first ^ 0x736f6d6570736575U, key.second ^ 0x646f72616e646f6dU,
                 key.first ^ 0x6c7967656e657261U, key.second ^ 0x7465646279746573U};
  const std::size_t whole = text.size() / 8 * 8;
  for (std::size_t at = 0; at < whole; at += 8) state.take<kRoundsAWord>(word_at(text.data() + at));
  state.take<kRoundsAWord>(tail_of(text) | (std::uint64_t{text.size()} << 56));
  state.v2 ^= 0xff;
  for (int round = 0; round < kLastRounds; ++round) state.round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

}  // namespace

std::uint64_t siphash(const HashKey& key, std::string_view text) {
  return sip<2, 4>(key, text);
}

std::uint64_t keyed_hash(std::string_view text) {
  return sip<1, 3>(process_key(), text);
}

void set_hash_key(const HashKey& key) {
  process_key() = key;
}

}  // namespace greycache
