// The stores of a simulated site, and what a process gets of them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "greycache/core/storage.h"
#include "tests/simulation/models/model_database.h"
#include "tests/simulation/models/model_disk.h"
#include "tests/simulation/models/model_network.h"
#include "tests/simulation/models/model_redis.h"
#include "tests/simulation/planned_dice.h"
#include "tests/simulation/process_fibers.h"
#include "tests/simulation/world.h"

namespace greycache::simulation {

class Stores {
 public:
  // One database a host where storage is embedded, else one for all, and a Redis.
  Stores(World& world, PlannedDice& dice, Storage storage, int hosts);

  ModelDatabase& database(int host);
  // Whether that database has the entry, of that moment or a later one.
  bool holds(const Fact& fact, int host);
  // Where Redis is.
  static constexpr const char kRedis[] = "127.0.0.1:6379";
  ModelRedis& redis() { return redis_; }
  ModelNetwork& network() { return network_; }
  bool shared() const { return storage_ == Storage::shared; }

  // The surroundings of a process of a host.
  struct Place {
    int host = 0;
    std::string name;
    ModelDisk& disk;
    EventLoop& loop;
    ProcessFibers& fibers;
    std::function<void(const std::vector<Fact>&)> on_kept_gone;  // see ModelJournal
  };
  MakeStorage maker(Place place, const Settings& settings, StateIs state_is);

 private:
  StorageParts make(const Place& place, const Settings& settings, StateIs state_is,
                    StorageParts::OnHotState on_hot_state);
  void open_journal(StorageParts& parts, const Place& place, const Settings& settings,
                    StateIs state_is);
  void add_redis(StorageParts& parts, const Place& place, const Settings& settings,
                 StorageParts::OnHotState on_hot_state);
  void tick_redis();
  void add_databases(StorageParts& parts, const Place& place, const Settings& settings);
  SpendTime spend(const Place& place) {
    return [this, &fibers = place.fibers](SimTime span) {
      fibers.step();
      world_.sleep(span);
    };
  }

  World& world_;
  PlannedDice& dice_;
  Storage storage_;
  std::vector<std::unique_ptr<ModelDatabase>> databases_;
  ModelRedis redis_;
  ModelNetwork network_;
};

}  // namespace greycache::simulation
