// Rows of outcomes added up.
#include "greycache/history/host_figures.h"

#include <algorithm>

#include "greycache/policy/decide.h"

namespace greycache {

namespace {

// They waited, or were none of our business.
constexpr Outcome kNotAtOnce[] = {Outcome::not_applicable, Outcome::early, Outcome::reconnect,
                                  Outcome::throttled, Outcome::fresh};

void add(HostFigures& figures, const HostOutcome& row) {
  if (row.outcome == outcome_name(Outcome::fresh)) figures.first_attempts += row.rows;
  if (row.outcome == outcome_name(Outcome::early)) figures.early += row.rows;
  if (row.outcome == outcome_name(Outcome::throttled)) figures.throttled += row.rows;
  if (row.outcome == outcome_name(Outcome::reconnect)) {
    figures.came_back += row.rows;
    figures.delays[row.delay] += row.rows;
  }
  figures.since = std::min(figures.since.value_or(row.first_at), row.first_at);
}

}  // namespace

std::int64_t HostFigures::all_passed_at_once() const {
  std::int64_t all = 0;
  for (const auto& [outcome, mails] : passed_at_once) all += mails;
  return all;
}

std::optional<UnixTime> HostFigures::delay_of(int percent) const {
  std::int64_t mails = 0;
  for (const auto& [delay, count] : delays) {
    mails += count;
    if (mails * 100 >= came_back * percent) return delay;
  }
  return std::nullopt;
}

DelayCounts HostFigures::delay_counts() const {
  DelayCounts counts;
  for (const auto& [delay, count] : delays) counts.add(delay, count);
  return counts;
}

std::vector<PassedAtOnce> passed_at_once(std::span<const MailCount> counts) {
  std::vector<PassedAtOnce> passed;
  for (const MailCount& row : counts) {
    const bool other = std::ranges::any_of(
        kNotAtOnce, [&](Outcome outcome) { return row.outcome == outcome_name(outcome); });
    if (!other) passed.push_back({row.host.substr(0, row.host.find('/')), row.outcome, row.mails});
  }
  return passed;
}

std::vector<HostFigures> host_figures(std::span<const HostOutcome> rows,
                                      std::span<const PassedAtOnce> passed) {
  HostFigures all;
  std::map<std::string, HostFigures> hosts;
  const auto host = [&](const std::string& mx) -> HostFigures& {
    HostFigures& figures = hosts[mx];
    figures.mx = mx;
    return figures;
  };
  for (const HostOutcome& row : rows) {
    add(all, row);
    add(host(row.mx), row);
  }
  for (const PassedAtOnce& row : passed) {
    all.passed_at_once[row.outcome] += row.mails;
    host(row.mx).passed_at_once[row.outcome] += row.mails;
  }
  std::vector<HostFigures> result{std::move(all)};
  for (auto& [mx, figures] : hosts) result.push_back(std::move(figures));
  return result;
}

}  // namespace greycache
