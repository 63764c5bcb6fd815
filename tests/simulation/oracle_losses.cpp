// What hosts hand on, what stores and hosts may lose: what everybody must know for all that.
#include <algorithm>
#include <utility>

#include "tests/simulation/oracle.h"

namespace greycache::simulation {

void Oracle::handed_on(int host, Time now) {
  if (std::exchange(waiting_[host], 0) == 0) return;
  for (auto& [src, facts] : facts_) {
    for (auto& [key, known] : facts) {
      for (Source& source : known.sources) {
        if (source.host != host || source.handed_on != Time::max()) continue;
        source.handed_on = now;
        source.again = false;
      }
    }
  }
}

void Oracle::stores_lost(Time since) {
  expected_mail_.lost(since);
  for (auto& [src, facts] : facts_) {
    for (auto& [key, known] : facts) {
      for (Source& source : known.sources) {
        if (source.stored >= since && std::exchange(source.stored, Time::max()) != Time::max()) {
          ++unstored_[source.host];
        }
        if (source.handed_on < since) continue;
        if (std::exchange(source.handed_on, Time::max()) != Time::max()) ++waiting_[source.host];
        source.again = true;
        if (!source.kept) lose(src, known);
      }
    }
  }
}

void Oracle::lose(const std::string& src, Known& known) {
  known.lost = true;
  unsure_.insert(src);
}

void Oracle::kept_gone(int host, const std::vector<Fact>& facts) {
  for (const Fact& fact : facts) {
    const auto known = facts_[fact.src].find(key_of(fact));
    if (known == facts_[fact.src].end()) continue;
    for (Source& source : known->second.sources) {
      if (source.host != host) continue;
      source.kept = false;
      if (source.again) lose(fact.src, known->second);
    }
  }
}

void Oracle::memory_saved(int host) {
  if (std::exchange(in_memory_[host], 0) == 0) return;
  for (auto& [src, facts] : facts_) {
    for (auto& [key, known] : facts) {
      for (Source& source : known.sources) {
        if (source.host == host) source.memory = false;
      }
    }
  }
}

void Oracle::memory_lost(int host) {
  if (in_memory_[host] == 0) return;
  for (auto& [src, facts] : facts_) {
    for (auto& [key, known] : facts) {
      for (Source& source : known.sources) {
        if (source.host != host || !source.memory) continue;
        // What the stores have they keep, unless they lose it.
        source.kept = false;
        if (source.handed_on == Time::max()) lose(src, known);
      }
    }
  }
  memory_saved(host);
}

void Oracle::host_lost(int host, Time since) {
  expected_mail_.lost(since);
  for (auto& [src, facts] : facts_) {
    for (auto& [key, known] : facts) {
      const bool may = std::ranges::any_of(known.sources, [&](const Source& source) {
        return source.host == host && source.handed_on == Time::max() &&
               source.acknowledged >= since;
      });
      known.lost = known.lost || may;
      if (may) unsure_.insert(src);
    }
  }
}

void Oracle::each_sure(UnixTime true_now,
                       const std::function<void(const Fact& fact, int host)>& take) const {
  for (const auto& [src, facts] : facts_) {
    for (const auto& [key, known] : facts) {
      const Fact each = fact_of(key, known.seen);
      if (known.lost || expired(each, surely_alive(true_now))) continue;
      take(each, known.sources.front().host);
    }
  }
}

}  // namespace greycache::simulation
