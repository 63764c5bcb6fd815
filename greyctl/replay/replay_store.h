// What a replay asks of the place where it keeps entries.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/policy/decide.h"

namespace greycache {

// Blocking, one thread. Errors are sentences; the replay ends with them.
class ReplayStore {
 public:
  struct Found {
    KnownEntries known;
    std::vector<Fact> all;  // every fact of the source, where it was asked for
  };

  virtual ~ReplayStore() = default;

  // The three facts that the keys name and, with `whole`, all of the source. Expired facts may be
  // among them.
  virtual tl::expected<Found, std::string> look_up(const Keys& keys, bool whole, UnixTime now) = 0;

  // Remembers facts as of `now`: merged with copies that are there, or in place of copies that are
  // expired by `cutoffs`. A later look_up() sees them.
  virtual tl::expected<void, std::string> apply(std::span<const Fact> facts, const Cutoffs& cutoffs,
                                                UnixTime now) = 0;
};

}  // namespace greycache
