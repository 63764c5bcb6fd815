// The senders, sources and recipients that requests come from, by number.
#include "load/triplet.h"

#include <charconv>
#include <cstring>

namespace greycache {

namespace {

// First networks of each kind; loopback, multicast and the like are in none of the ranges.
constexpr std::uint32_t kKnownNetworks = 1 << 16;     // 1.0.0 and on, room for 63 x 65536
constexpr std::uint32_t kWaitingNetworks = 64 << 16;  // 64.0.0 and on, room for 62 x 65536
constexpr std::uint32_t kStormNetworks = 126 << 16;
constexpr std::uint32_t kFreshNetworks = 128 << 16;
constexpr std::uint32_t kFreshCount = 96 << 16;  // up to 223.255.255
// Strangers come from anywhere, one after the other: neighbours in time are none in any order. Odd
// and no multiple of 3, so that each number has a network and a name of its own.
constexpr std::uint64_t kSpread = 2'654'435'761;

// Letters of which no run looks like a number, hexadecimal or not: those are taken for VERP.
constexpr char kLetters[] = "ghijklmnopqrstuv";

char* put_letters(char* out, std::uint32_t number) {
  for (int shift = 28; shift >= 0; shift -= 4) *out++ = kLetters[(number >> shift) & 15];
  return out;
}

char* put_number(char* out, std::uint32_t number) {
  return std::to_chars(out, out + 10, number).ptr;
}

}  // namespace

Triplet known_triplet(std::uint32_t number, std::uint32_t per_source) {
  return {Triplet::Kind::known, kKnownNetworks + number / per_source, number, number % kRecipients};
}

Triplet waiting_triplet(std::uint32_t number, std::uint32_t per_source) {
  return {Triplet::Kind::waiting, kWaitingNetworks + number / per_source, number,
          number % kRecipients};
}

Triplet storm_triplet(std::uint32_t number) {
  return {Triplet::Kind::storm, kStormNetworks + number % kStormSources, number,
          number % kRecipients};
}

Triplet fresh_triplet(std::uint32_t number) {
  const auto network = static_cast<std::uint32_t>(number * kSpread % kFreshCount);
  return {Triplet::Kind::fresh, kFreshNetworks + network,
          static_cast<std::uint32_t>(number * kSpread), number % kRecipients};
}

char* put_text(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* put_network(char* out, const Triplet& triplet) {
  out = put_number(out, triplet.network >> 16);
  *out++ = '.';
  out = put_number(out, (triplet.network >> 8) & 255);
  *out++ = '.';
  return put_number(out, triplet.network & 255);
}

char* put_address(char* out, const Triplet& triplet) {
  out = put_network(out, triplet);
  *out++ = '.';
  return put_number(out, 1 + triplet.sender % 250);
}

char* put_sender_name(char* out, const Triplet& triplet) {
  *out++ = static_cast<char>(triplet.kind);
  return put_letters(out, triplet.sender);
}

char* put_sender_domain(char* out, const Triplet& triplet) {
  *out++ = static_cast<char>(triplet.kind);
  return put_text(put_letters(out, triplet.sender), "-dom.example");
}

char* put_recipient(char* out, const Triplet& triplet) {
  return put_text(put_letters(out, triplet.recipient), "@customer.example");
}

}  // namespace greycache
