// What is to happen in a run, all of it known before: requests, faults, what operators do.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace greycache::simulation {

// Names and values, as a story has them: "host=1 sender=a@b.example".
class Words {
 public:
  void set(std::string name, std::string value) { words_[std::move(name)] = std::move(value); }
  void set(std::string name, std::int64_t value) { set(std::move(name), std::to_string(value)); }
  bool has(std::string_view name) const { return words_.contains(name); }
  // Empty, or 0, where there is none.
  std::string text(std::string_view name) const;
  std::int64_t number(std::string_view name) const;
  std::chrono::microseconds span(std::string_view name) const;

  const std::map<std::string, std::string, std::less<>>& all() const { return words_; }

 private:
  std::map<std::string, std::string, std::less<>> words_;
};

// One thing that happens. The verbs: see Site::happen().
struct Event {
  std::chrono::microseconds at{0};
  std::string verb;
  Words words;
};

// A story: enough to have the same run again.
struct Plan {
  std::uint64_t seed = 0;  // of everything that is not planned: how long each call takes
  int hosts = 1;
  Words settings;             // by their names, for all hosts
  std::vector<Event> events;  // by time
  // When the last fault is over; what must be so afterwards is looked at later.
  std::chrono::microseconds calm_from{0};
};

// A line an event, comments behind '#'.
std::string text_of(const Plan& plan);
tl::expected<Plan, std::string> parse_plan(std::string_view text);

}  // namespace greycache::simulation
