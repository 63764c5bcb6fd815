// Whether what runs beside the requests succeeds: told once per change, counted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace greycache {

// What goes on beside the requests, and may fail.
enum class BackgroundJob : std::uint8_t {
  cleaning,       // of expired entries
  partitions,     // making and dropping them
  opt_tables,     // reading them
  expectations,   // reading them, giving back what the store has lost, removing what is over
  known_sources,  // reading which sources the store has
  admin_mail,
  standing,   // writing and reading how organisations stand
  history,    // writing it
  stand_ins,  // telling and hearing which hosts go without Redis
};
inline constexpr std::size_t kBackgroundJobs = 9;

// "cleaning", "opt_tables", ...
const char* background_job_name(BackgroundJob job);

// Jobs whose failing no request feels at once. Each succeeds as a rule, so the first word about one
// is that it fails, or nothing. While the persistent store is away, which is told by itself, its
// jobs report nothing. One thread.
class BackgroundJobs {
 public:
  struct State {
    bool failing = false;
    std::string reason;         // of the last failure
    std::int64_t failures = 0;  // since the start
  };

  // `but`: what the failing has cost, or nothing.
  void succeeded(BackgroundJob job, const std::string& but = {});
  // `why` is one sentence, already escaped.
  void failed(BackgroundJob job, const std::string& why);

  const State& of(BackgroundJob job) const { return states_[static_cast<std::size_t>(job)]; }

 private:
  std::array<State, kBackgroundJobs> states_;
};

// In words: "the upkeep of partitions".
const char* words_of(BackgroundJob job);

}  // namespace greycache
