// A plan in the making, drawn from a seed.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "tests/simulation/plan.h"
#include "tests/simulation/random.h"

namespace greycache::simulation {

using std::chrono::microseconds;
using std::chrono::seconds;

inline constexpr microseconds kSecond{1'000'000};

inline microseconds seconds_between(Random& random, double least, double most) {
  return random.between(microseconds(static_cast<std::int64_t>(least * 1e6)),
                        microseconds(static_cast<std::int64_t>(most * 1e6)));
}

inline std::string text_of(microseconds span) {
  return fmt::format("{:.6f}", static_cast<double>(span.count()) / 1e6);
}

class PlanMaker {
 public:
  explicit PlanMaker(std::uint64_t seed)
      : random_(seed * 0x2545f4914f6cdd1dU + 1), later_(seed * 0x9fb21c651e98df25U + 1) {
    plan_.seed = seed;
  }

  Plan make() {
    choose_settings();
    length_ = seconds_between(random_, 20, 90);
    plan_mails();
    if (organised_ && random_.chance(400)) plan_robots();
    if (random_.chance(850)) plan_faults();
    if (organised_ && later_.chance(300)) plan_pool();
    if (later_.chance(300)) plan_expectations();
    plan_.calm_from = length_;
    std::ranges::stable_sort(plan_.events, {}, &Event::at);
    return std::move(plan_);
  }

 private:
  void set(const char* name, std::int64_t value) { plan_.settings.set(name, value); }
  void choose_settings();
  void plan_mails();
  void plan_source(const std::string& address, int senders);
  void plan_user(const std::string& user, const std::string& remote);
  void plan_mail(const std::string& address, const std::string& sender,
                 const std::string& recipient);
  void ask(microseconds at, const std::string& address, const std::string& sender,
           const std::string& recipient, const std::string& instance);
  std::string sender_of(int number);
  void set_client(Words& words);
  void plan_robots();
  void plan_pool();
  void plan_expectations();
  void plan_faults();
  void plan_fault();
  static int loss_of(const Event& event);
  void keep_one_loss();
  Event& fault(const char* verb);
  void trouble();
  void process_fault();
  void store_fault();
  void redis_fault();
  void plan_burst(microseconds from, microseconds span);
  void setting_change(const char* verb);
  microseconds moment() { return random_.between(microseconds(0), length_); }

  Random random_;
  Random later_;  // of what came to be planned later: the seeds of before stay what they were
  Plan plan_;
  microseconds length_{0};
  microseconds delay_{0};
  std::int64_t max_age_ = 0;
  bool shared_ = false;
  bool organised_ = false;  // by greymethod organisation
  int mails_ = 0;
};

}  // namespace greycache::simulation
