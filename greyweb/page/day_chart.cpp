// Counts to heights; everything that the template writes is a number or a time.
#include "greyweb/page/day_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "greyweb/page/words.h"

namespace greycache::web {

namespace {

constexpr std::size_t kMinutes = 1440;
constexpr std::size_t kOfBar = 15;
constexpr std::size_t kBars = kMinutes / kOfBar;
constexpr std::size_t kOfHour = 60;
constexpr UnixTime kBetweenMarks = 4 * 3600;
constexpr double kBarWidth = static_cast<double>(kChartWidth) / kBars;
constexpr double kGap = 1.5;

struct Series {
  const char* name;
  std::vector<std::int64_t> minutes;

  std::int64_t sum(std::size_t from, std::size_t count) const {
    std::int64_t sum = 0;
    for (std::size_t i = from; i < from + count; ++i) sum += minutes[i];
    return sum;
  }
};

Series series_of(const Json& minutes, const char* name) {
  Series series{name, std::vector<std::int64_t>(kMinutes)};
  const Json& counts = list_member(minutes, name);
  for (std::size_t i = 0; i < std::min(kMinutes, counts.size()); ++i) {
    if (counts[i].is_number()) series.minutes[i] = std::max<std::int64_t>(0, counts[i]);
  }
  return series;
}

// The least of 1, 2, 5, 10, 20, ... that is no less: a top that can be read.
std::int64_t round_top(double most) {
  for (std::int64_t ten = 1;; ten *= 10) {
    for (const std::int64_t step : {1, 2, 5}) {
      if (static_cast<double>(step * ten) >= most) return step * ten;
    }
  }
}

std::string number(double value) {
  return fmt::format("{:.1f}", value);
}

struct Day {
  Series first;
  Series passed;
  Series deferred;
  UnixTime start = 0;

  double rate(const Series& series, std::size_t bar) const {
    return static_cast<double>(series.sum(bar * kOfBar, kOfBar)) / kOfBar;
  }
};

std::int64_t top_of(const Day& day) {
  double most = 0;
  for (std::size_t bar = 0; bar < kBars; ++bar) {
    most = std::max(most, day.rate(day.passed, bar) + day.rate(day.deferred, bar));
    most = std::max(most, day.rate(day.first, bar));
  }
  return round_top(std::max(most, 1.0));
}

Json bar_of(const Day& day, std::size_t bar, double scale) {
  const double passed = day.rate(day.passed, bar) * scale;
  const double deferred = day.rate(day.deferred, bar) * scale;
  return {{"x", number(static_cast<double>(bar) * kBarWidth)},
          {"width", number(kBarWidth - kGap)},
          {"passed_y", number(kChartHeight - passed)},
          {"passed_height", number(passed)},
          {"deferred_y", number(kChartHeight - passed - deferred)},
          {"deferred_height", number(deferred)}};
}

// Points of a line through the middles of the bars.
std::string line_of(const Day& day, double scale) {
  std::string points;
  for (std::size_t bar = 0; bar < kBars; ++bar) {
    points += fmt::format("{:.1f},{:.1f} ", (static_cast<double>(bar) + 0.5) * kBarWidth,
                          kChartHeight - day.rate(day.first, bar) * scale);
  }
  return points;
}

Json marks_of(const Day& day) {
  Json marks = Json::array();
  for (UnixTime at = day.start; at <= day.start + 86400; at += kBetweenMarks) {
    marks.push_back(clock_text(at).substr(11, 5));
  }
  return marks;
}

Json hours_of(const Day& day) {
  Json hours = Json::array();
  for (std::size_t minute = 0; minute < kMinutes; minute += kOfHour) {
    const UnixTime at = day.start + static_cast<UnixTime>(minute) * 60;
    hours.push_back({{"from", clock_text(at).substr(0, 16)},
                     {"first", count_text(day.first.sum(minute, kOfHour))},
                     {"passed", count_text(day.passed.sum(minute, kOfHour))},
                     {"deferred", count_text(day.deferred.sum(minute, kOfHour))}});
  }
  return hours;
}

}  // namespace

Json day_chart(const Json& minutes) {
  const auto start = number_member(minutes, "start");
  if (!start) return nullptr;
  const Day day{series_of(minutes, "first_attempts"), series_of(minutes, "passed"),
                series_of(minutes, "deferred"), *start};
  const std::int64_t top = top_of(day);
  const double scale = static_cast<double>(kChartHeight) / static_cast<double>(top);
  Json bars = Json::array();
  for (std::size_t bar = 0; bar < kBars; ++bar) bars.push_back(bar_of(day, bar, scale));
  return {{"bars", bars},
          {"line", line_of(day, scale)},
          {"marks", marks_of(day)},
          {"hours", hours_of(day)},
          {"top", count_text(top)},
          {"half", top % 2 == 0 ? count_text(top / 2) : number(static_cast<double>(top) / 2)},
          {"first_sum", count_text(day.first.sum(0, kMinutes))},
          {"passed_sum", count_text(day.passed.sum(0, kMinutes))},
          {"deferred_sum", count_text(day.deferred.sum(0, kMinutes))}};
}

}  // namespace greycache::web
