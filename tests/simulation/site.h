// A whole site in a run: its hosts, its stores, and what is planned to happen to them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/mx_host.h"
#include "tests/simulation/plan.h"

namespace greycache::simulation {

class Site {
 public:
  explicit Site(const Plan& plan);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // Plays the plan, lets all come to rest, asks everybody everything once more.
  void run();

  // What was wrong, the first few.
  const std::vector<std::string>& wrongs() const { return wrongs_; }
  const Trace& trace() { return world_.trace(); }
  std::size_t checked_exactly() const { return oracle_.checked_exactly(); }
  void print() { world_.trace().print(); }
  void note_log(std::string_view line) { world_.note(line); }

 private:
  static constexpr std::size_t kMostWrongs = 5;

  void happen(const Event& event);
  void ask(const Event& event);
  void ask_host(int host, std::int64_t connection, const Words& words, const std::string& instance);
  void trouble(const Event& event);
  void disk(const Event& event);
  void database(const Event& event);
  void redis(const Event& event);
  void redis_forgets(const Words& words);
  void take_over(const Event& event);

  // From now for so long disks, databases or hosts do not what they should.
  void disks_fail(World::Span span);
  // From now for so long something goes wrong, and `over` ends it.
  void fault(World::Span span, std::function<void()> over);
  // What the stores took in the last `span` they may have lost, which all have `noticed` after
  // that.
  void stores_lose(World::Span span, World::Span noticed);
  bool calm() const { return world_.now() >= calm_since_; }
  void wrong(const std::string& what);
  Oracle::Extremes extremes() const;
  void look_at_rest();
  void look_into_stores();
  void ask_everybody();
  MxHost& host(const Words& words) {
    return *hosts_[static_cast<std::size_t>(words.number("host"))];
  }

  const Plan& plan_;
  Settings settings_;
  World world_;
  PlannedDice dice_;
  Stores stores_;
  Oracle oracle_;
  std::vector<std::unique_ptr<MxHost>> hosts_;
  World::Time calm_since_;
  World::Time stores_keep_since_;
  World::Time disks_well_since_;  // and whoever empties the journals but for Redis
  std::vector<std::string> wrongs_;
};

}  // namespace greycache::simulation
