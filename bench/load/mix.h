// Which mail comes next: the mixes of requests that services are measured with.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "load/triplet.h"

namespace greycache {

struct MixOptions {
  // awl: known pairs. fresh ("new"): first attempts, each from another source. storm: first
  // attempts from 256 sources. retry: early retries. day: 60 % known, 25 % new, 10 % early, 5 %
  // null sender from known sources. known_once and waiting_once: every one in order, to prepare.
  enum class Name : std::uint8_t { awl, fresh, storm, retry, day, known_once, waiting_once };

  Name name = Name::day;
  std::uint32_t known = 10000;    // number of known pairs
  std::uint32_t waiting = 10000;  // number of waiting first attempts
  std::uint32_t per_source = 10;  // of either, sharing a source
  std::uint32_t first = 0;        // number of the first new attempt
  std::uint64_t seed = 1;
};

// "awl", "new", ...; nothing for a word that is none.
std::optional<MixOptions::Name> mix_of(std::string_view word);

class Mix {
 public:
  explicit Mix(const MixOptions& options) : options_(options), random_(options.seed) {}

  Triplet next();
  // Number of the next new attempt: what `first` of a later run must be at least.
  std::uint32_t next_first() const { return options_.first; }

 private:
  Triplet day();
  std::uint32_t below(std::uint32_t limit);
  Triplet any_known() { return known_triplet(below(options_.known), options_.per_source); }
  Triplet any_waiting() { return waiting_triplet(below(options_.waiting), options_.per_source); }

  MixOptions options_;
  std::uint64_t random_;
  std::uint32_t in_order_ = 0;
};

// Whether a mail of this triplet passes a service that was prepared.
bool should_pass(const Triplet& triplet);

}  // namespace greycache
