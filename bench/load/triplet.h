// The senders, sources and recipients that requests come from, by number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace greycache {

// One mail's greylisting key. Equal triplets give equal texts, in every run and every program.
struct Triplet {
  enum class Kind : char {
    known = 'k',
    waiting = 'w',
    storm = 's',
    fresh = 'n',
    null_sender = '0'
  };

  Kind kind = Kind::fresh;
  std::uint32_t network = 0;    // the upper 24 bits of the client's IPv4 address
  std::uint32_t sender = 0;     // number of the sender, which has a domain of its own
  std::uint32_t recipient = 0;  // number of the recipient, below kRecipients
};

inline constexpr std::uint32_t kRecipients = 5000;
inline constexpr std::uint32_t kStormSources = 256;

// Pairs of sender and source that greylisting knows; `per_source` of them share a class C network.
Triplet known_triplet(std::uint32_t number, std::uint32_t per_source);
// First attempts that were seen and wait for their retry; `per_source` as above.
Triplet waiting_triplet(std::uint32_t number, std::uint32_t per_source);
// First attempts that nobody has seen: from 256 networks, or each from the next of 6 million.
Triplet storm_triplet(std::uint32_t number);
Triplet fresh_triplet(std::uint32_t number);

// Each writes a text to `out`, which has room for kTextLimit bytes, and returns the end.
inline constexpr std::size_t kTextLimit = 64;
char* put_text(char* out, std::string_view text);
char* put_network(char* out, const Triplet& triplet);  // "192.0.2": src of greymethod smart
char* put_address(char* out, const Triplet& triplet);
char* put_sender_name(char* out, const Triplet& triplet);
char* put_sender_domain(char* out, const Triplet& triplet);
char* put_recipient(char* out, const Triplet& triplet);

}  // namespace greycache
