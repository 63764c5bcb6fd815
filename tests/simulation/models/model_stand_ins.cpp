// The rows of hosts that go without Redis, in a ModelDatabase.
#include "tests/simulation/models/model_stand_ins.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace greycache::simulation {

namespace {

std::int64_t seconds_of(SimTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time).count();
}

}  // namespace

void ModelStandIns::set(const std::string& host, std::optional<Row> row, SimTime now) {
  const auto there = rows_.find(host);
  std::optional<Row> before;
  if (there != rows_.end()) before = there->second;
  log_.push(now, {host, before});
  if (row) {
    rows_.insert_or_assign(host, *row);
  } else if (there != rows_.end()) {
    rows_.erase(there);
  }
}

void ModelStandIns::renew(const std::string& host, SimTime now) {
  const auto there = rows_.find(host);
  set(host, Row{there == rows_.end() ? now : there->second.since, now}, now);
}

void ModelStandIns::remove(const std::string& host, SimTime now) {
  set(host, std::nullopt, now);
}

std::vector<StandIn> ModelStandIns::rows(SimTime now) const {
  std::vector<StandIn> hosts;
  for (const auto& [host, row] : rows_) {
    if (hosts.size() == StandInStore::kMostStandIns) break;
    hosts.push_back({host, seconds_of(row.since), row.seen.count(), seconds_of(now - row.seen)});
  }
  return hosts;
}

void ModelStandIns::take_back(SimTime after) {
  log_.take_back(after, [this](const Change& change) {
    if (change.before) {
      rows_.insert_or_assign(change.host, *change.before);
    } else {
      rows_.erase(change.host);
    }
  });
}

void ModelStandIns::clear() {
  rows_.clear();
  log_.clear();
}

}  // namespace greycache::simulation
