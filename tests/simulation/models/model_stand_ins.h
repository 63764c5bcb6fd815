// The rows of hosts that go without Redis, in a ModelDatabase.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "greycache/store/stand_in_store.h"
#include "tests/simulation/models/sim_time.h"
#include "tests/simulation/models/undo_log.h"

namespace greycache::simulation {

class ModelStandIns {
 public:
  explicit ModelStandIns(SimTime kept) : log_(kept) {}

  void renew(const std::string& host, SimTime now);
  void remove(const std::string& host, SimTime now);
  std::vector<StandIn> rows(SimTime now) const;

  // What was changed after this moment was not.
  void take_back(SimTime after);
  void clear();

 private:
  struct Row {
    SimTime since{0};
    SimTime seen{0};
  };
  struct Change {
    std::string host;
    std::optional<Row> before;
  };
  void set(const std::string& host, std::optional<Row> row, SimTime now);

  std::map<std::string, Row> rows_;
  UndoLog<Change> log_;
};

}  // namespace greycache::simulation
