// Which mail comes next: the mixes of requests that services are measured with.
#include "load/mix.h"

#include <array>

namespace greycache {

std::optional<MixOptions::Name> mix_of(std::string_view word) {
  using Name = MixOptions::Name;
  static constexpr std::array<std::pair<std::string_view, Name>, 7> kNames{{
      {"awl", Name::awl},
      {"new", Name::fresh},
      {"storm", Name::storm},
      {"retry", Name::retry},
      {"day", Name::day},
      {"known-once", Name::known_once},
      {"waiting-once", Name::waiting_once},
  }};
  for (const auto& [name, value] : kNames) {
    if (name == word) return value;
  }
  return std::nullopt;
}

Triplet Mix::next() {
  switch (options_.name) {
    case MixOptions::Name::awl:
      return any_known();
    case MixOptions::Name::fresh:
      return fresh_triplet(options_.first++);
    case MixOptions::Name::storm:
      return storm_triplet(options_.first++);
    case MixOptions::Name::retry:
      return any_waiting();
    case MixOptions::Name::day:
      return day();
    case MixOptions::Name::known_once:
      return known_triplet(in_order_++ % options_.known, options_.per_source);
    case MixOptions::Name::waiting_once:
      return waiting_triplet(in_order_++ % options_.waiting, options_.per_source);
  }
  return {};
}

Triplet Mix::day() {
  const std::uint32_t percent = below(100);
  if (percent < 60) return any_known();
  if (percent < 85) return fresh_triplet(options_.first++);
  if (percent < 95) return any_waiting();
  Triplet bounce = any_known();
  bounce.kind = Triplet::Kind::null_sender;
  bounce.recipient = below(kRecipients);
  return bounce;
}

// splitmix64, scaled to the limit.
std::uint32_t Mix::below(std::uint32_t limit) {
  std::uint64_t value = random_ += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return static_cast<std::uint32_t>(((value >> 32) * limit) >> 32);
}

bool should_pass(const Triplet& triplet) {
  return triplet.kind == Triplet::Kind::known;
}

}  // namespace greycache
