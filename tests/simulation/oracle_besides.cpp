// What is known to all though it is in the persistent store only.
#include "tests/simulation/oracle.h"

#include <utility>

namespace greycache::simulation {

namespace {

// So long it takes until all know that a host goes without Redis.
constexpr std::chrono::seconds kNewsOfOthers{2};

}  // namespace

void Oracle::stored(int host, Time now) {
  if (std::exchange(unstored_[host], 0) == 0) return;
  for (auto& [src, facts] : facts_) {
    for (auto& [key, known] : facts) {
      for (Source& source : known.sources) {
        if (source.host == host && source.stored == Time::max()) source.stored = now;
      }
    }
  }
}

// While its host goes on without Redis the others ask the persistent store besides
// (docs/decisions/0037).
bool Oracle::asked_besides(const Source& source, const View& view) const {
  const auto without = without_since_.find(source.host);
  if (without == without_since_.end() || !view.hears) return false;
  const Time by = view.asked - kNewsOfOthers;
  return without->second < by && source.stored < by;
}

}  // namespace greycache::simulation
