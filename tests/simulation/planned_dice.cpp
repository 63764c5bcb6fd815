// How each call of a model goes.
#include "tests/simulation/planned_dice.h"

#include <algorithm>
#include <utility>

#include "tests/simulation/random.h"

namespace greycache::simulation {

namespace {

std::uint64_t number_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char byte : text) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  return hash;
}

// How long a call takes where nothing is wrong: on the loop's thread (journal, sockets) it is
// short.
SimTime usual(FaultPoint point, Random& random) {
  const bool of_journal = point >= FaultPoint::journal_open && point <= FaultPoint::journal_tick;
  if (of_journal) return random.between(SimTime(10), SimTime(200));
  if (point <= FaultPoint::reply) return random.between(SimTime(50), SimTime(400));
  // Now and then something else is in the way.
  const bool seldom = random.chance(20);
  return random.between(SimTime(200), SimTime(seldom ? 60'000 : 3'000));
}

}  // namespace

std::uint64_t PlannedDice::begin(Trouble trouble) {
  troubles_.emplace(++last_trouble_, std::move(trouble));
  return last_trouble_;
}

Fate PlannedDice::roll(FaultPoint point, std::string_view who) {
  const std::uint64_t count = ++rolls_[{point, std::string(who)}];
  Random random(seed_ ^ number_of(who) ^ (static_cast<std::uint64_t>(point) << 56U));
  random = Random(random.next() + count);
  Fate fate;
  fate.salt = random.next();
  fate.takes = usual(point, random);
  for (const auto& [id, trouble] : troubles_) {
    const bool meant = std::ranges::find(trouble.points, point) != trouble.points.end();
    if (!meant || !who.starts_with(trouble.who)) continue;
    if (trouble.slow > SimTime(0)) fate.takes += random.between(SimTime(0), trouble.slow);
    const std::uint64_t drawn = random.below(1000);
    if (drawn >= trouble.before + trouble.after) continue;
    fate.outcome =
        drawn < trouble.before ? Fate::Outcome::fails_before : Fate::Outcome::fails_after;
    fate.error = trouble.error;
  }
  return fate;
}

}  // namespace greycache::simulation
