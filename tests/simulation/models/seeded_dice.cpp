// Fates drawn from a seed.
#include "tests/simulation/models/seeded_dice.h"

#include "common/keyed_hash.h"

namespace greycache::simulation {

namespace {

constexpr unsigned kMille = 1000;

// Another number for each `which` of one fate.
std::uint64_t drawn(const HashKey& key, std::uint64_t number, char which) {
  return siphash(key, std::to_string(number) + which);
}

SimTime span_between(SimTime least, SimTime most, std::uint64_t number) {
  if (most <= least) return least;
  const auto width = static_cast<std::uint64_t>((most - least).count()) + 1;
  return least + SimTime(static_cast<SimTime::rep>(number % width));
}

}  // namespace

void SeededDice::set(FaultPoint point, const std::string& who, Rates rates) {
  rates_.insert_or_assign({point, who}, std::move(rates));
}

void SeededDice::quiet(SimTime least, SimTime most) {
  rates_.clear();
  others_ = {.least = least, .most = most};
}

const SeededDice::Rates& SeededDice::rates_of(FaultPoint point, std::string_view who) const {
  const Rates* best = &others_;
  for (auto rates = rates_.lower_bound({point, ""});
       rates != rates_.end() && rates->first.first == point; ++rates) {
    // Of those that fit the later in the order is the longer.
    if (who.starts_with(rates->first.second)) best = &rates->second;
  }
  return *best;
}

Fate SeededDice::roll(FaultPoint point, std::string_view who) {
  const std::uint64_t number = ++rolls_[{point, std::string(who)}];
  const HashKey key{seed_, siphash({static_cast<std::uint64_t>(point), 0}, who)};
  const Rates& rates = rates_of(point, who);
  Fate fate;
  fate.takes = span_between(rates.least, rates.most, drawn(key, number, 't'));
  fate.salt = drawn(key, number, 's');
  const std::uint64_t chance = drawn(key, number, 'f') % kMille;
  if (chance < rates.per_mille_before) {
    fate.outcome = Fate::Outcome::fails_before;
    const auto which = drawn(key, number, 'k');
    if (!rates.kinds.empty()) fate.error = rates.kinds[which % rates.kinds.size()];
  } else if (chance < rates.per_mille_before + rates.per_mille_after) {
    fate.outcome = Fate::Outcome::fails_after;
  }
  return fate;
}

}  // namespace greycache::simulation
