// The simulation's model of a persistent store beside the real one of the program.
#include <doctest/doctest.h>

#include <random>

#include "tests/contract/persistent_store_suite.h"
#include "tests/contract/stores_beside.h"
#include "tests/simulation/models/model_persistent_store.h"

namespace greycache {

TEST_CASE("store model: whatever is asked in any order is answered as by the real one") {
  using simulation::ModelDatabase;
  using simulation::ModelPersistentStore;
  constexpr bool kFile =
      ModelPersistentStore::Kind::GREYCACHE_MODEL_KIND == ModelPersistentStore::Kind::file;
  const auto no_time = [] { return simulation::SimTime(); };
  const std::uint32_t seed = std::random_device{}();
  MESSAGE("seed " << seed);
  for (std::uint32_t round = 0; round < 4; ++round) {
    CAPTURE(round);
    const auto real = open_fresh_store();
    simulation::NoFaults no_faults;
    ModelDatabase database(no_time, 1);
    ModelPersistentStore model(database, no_time, no_faults, [](simulation::SimTime) {},
                               {.kind = ModelPersistentStore::Kind::GREYCACHE_MODEL_KIND});
    check_beside(*real, model, seed + round, 400, kFile);
  }
}

}  // namespace greycache
