// Runs the suite of every persistent store on the simulation's model of one.
#include <memory>

#include "tests/contract/persistent_store_suite.h"
#include "tests/simulation/models/model_persistent_store.h"

namespace greycache {

namespace {

using simulation::ModelDatabase;
using simulation::ModelPersistentStore;
using simulation::SimTime;

simulation::NoFaults no_faults;

SimTime no_time() {
  return {};
}

std::unique_ptr<ModelDatabase> database;

}  // namespace

std::unique_ptr<PersistentStore> fresh_store() {
  database = std::make_unique<ModelDatabase>(no_time, 1);
  return reopened_store();
}

std::unique_ptr<PersistentStore> reopened_store() {
  return std::make_unique<ModelPersistentStore>(
      *database, no_time, no_faults, [](SimTime) {},
      ModelPersistentStore::Options{.kind = ModelPersistentStore::Kind::GREYCACHE_MODEL_KIND});
}

void wait_for_older_writers() {}

}  // namespace greycache
