// Who decides how each call of a model goes.
#pragma once

#include <cstdint>
#include <string_view>

#include "greycache/store/store_error.h"
#include "tests/simulation/models/sim_time.h"

namespace greycache::simulation {

// Where something can go wrong.
enum class FaultPoint : std::uint8_t {
  connect,  // a connection is begun
  request,  // bytes on their way to a server
  reply,    // bytes on their way from it
  open,     // the calls of a persistent store
  merge,
  load,
  find,
  expire,
  search,
  count,
  read_opt,
  change_opt,
  opt_version,
  read_sources,
  merge_standings,
  read_standings,
  expire_standings,
  journal_open,  // the calls of a journal that touch the disk
  journal_append,
  journal_next,
  journal_tick,
  stand_ins,  // of a persistent store, again
};

struct Fate {
  enum class Outcome : std::uint8_t {
    well,
    fails_before,  // it takes no effect
    fails_after,   // it takes effect, and nobody is told
  };

  Outcome outcome = Outcome::well;
  SimTime takes{0};
  // Of a failed call of a store or journal. `unavailable` costs its connection.
  StoreError::Kind error = StoreError::Kind::unavailable;
  // For whatever else is to be drawn at this place: when a call takes effect within its time, where
  // bytes are cut, how they are split.
  std::uint64_t salt = 0;

  // How much of `takes` is over when a call takes effect.
  SimTime until_effect() const {
    return SimTime(static_cast<SimTime::rep>(salt >> 1U) % (takes.count() + 1));
  }
};

// Asked once a call, in the order of the calls, so that the n-th answer can be changed and all else
// stays as it was.
class FaultDice {
 public:
  virtual ~FaultDice() = default;

  // `who` names the host, or whose connection it is.
  virtual Fate roll(FaultPoint point, std::string_view who) = 0;
};

// Nothing fails, nothing takes time.
class NoFaults final : public FaultDice {
 public:
  Fate roll(FaultPoint, std::string_view) override { return {}; }
};

}  // namespace greycache::simulation
