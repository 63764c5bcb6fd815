// A ring of a day.
#include "greycache/panel/minute_figures.h"

#include <algorithm>
#include <vector>

#include "common/json_object.h"

namespace greycache {

namespace {

constexpr UnixTime kMinute = 60;
constexpr auto kLength = static_cast<std::int64_t>(MinuteFigures::kMinutes);

}  // namespace

MinuteFigures::Counts MinuteFigures::counts_of(const Statistics& counted) {
  Counts counts;
  counts.first_attempts = counted.of(Outcome::fresh);
  for (std::size_t i = 0; i < Statistics::kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (outcome == Outcome::not_applicable) continue;
    (passes(outcome) ? counts.passed : counts.deferred) += counted.of(outcome);
  }
  return counts;
}

// A clock that was set back writes into the minutes that it shows.
MinuteFigures::Counts& MinuteFigures::at(std::int64_t minute) {
  if (minute - newest_ >= kLength || newest_ - minute >= kLength) ring_ = {};
  for (std::int64_t i = newest_ + 1; i <= minute && i < newest_ + kLength; ++i) {
    ring_[static_cast<std::size_t>(i % kLength)] = {};
  }
  newest_ = minute;
  return ring_[static_cast<std::size_t>(minute % kLength)];
}

void MinuteFigures::take(const Statistics& counted, UnixTime now) {
  const Counts all = counts_of(counted);
  Counts& minute = at(std::max<UnixTime>(now, 0) / kMinute);
  // A takeover that failed may begin to count anew.
  const auto add = [&](std::int64_t Counts::*number) {
    minute.*number += std::max<std::int64_t>(all.*number - before_.*number, 0);
  };
  add(&Counts::first_attempts);
  add(&Counts::passed);
  add(&Counts::deferred);
  before_ = all;
}

std::string MinuteFigures::column(std::int64_t last, std::int64_t Counts::*number) const {
  std::vector<std::string> numbers;
  for (std::int64_t minute = last - kLength + 1; minute <= last; ++minute) {
    const bool known = minute <= newest_ && minute > newest_ - kLength && minute >= 0;
    numbers.push_back(
        std::to_string(known ? ring_[static_cast<std::size_t>(minute % kLength)].*number : 0));
  }
  return json_list(numbers);
}

std::string MinuteFigures::json(UnixTime now) const {
  const std::int64_t last = std::max<UnixTime>(now, 0) / kMinute;
  return JsonObject()
      .add_number("start", (last - kLength + 1) * kMinute)
      .add("first_attempts", column(last, &Counts::first_attempts))
      .add("passed", column(last, &Counts::passed))
      .add("deferred", column(last, &Counts::deferred))
      .text();
}

}  // namespace greycache
