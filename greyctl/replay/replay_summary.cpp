// What became of the mail of a trace, counted.
#include "greyctl/replay/replay_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>

#include "common/text.h"

namespace greycache {

namespace {

// 64 bits are enough: among ten million waiting mails two are alike once in 300,000 replays.
std::uint64_t mail_of(const PolicyRequest& request, const std::string& src) {
  return std::hash<std::string>{}(lower_ascii(request.sender) + '\n' +
                                  lower_ascii(request.recipient) + '\n' + src);
}

bool defers(Outcome outcome) {
  return outcome == Outcome::fresh || outcome == Outcome::early || outcome == Outcome::throttled;
}

double percent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string span_text(UnixTime seconds) {
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string row(std::string_view name, std::int64_t number, std::int64_t whole) {
  return fmt::format("{:<28} {:>12} {:>7.2f} %\n", name, number, percent(number, whole));
}

}  // namespace

void ReplaySummary::add(const PolicyRequest& request, const ReplayAnswer& answer, UnixTime at) {
  latest_ = std::max(latest_, at);
  ++requests_;
  ++counts_[static_cast<std::size_t>(answer.outcome)];
  if (answer.src.empty()) return;  // no store was asked: nobody waited
  const std::uint64_t mail = mail_of(request, answer.src);
  const auto waiting = waiting_.find(mail);
  const bool waits = waiting != waiting_.end();
  if (waits && at - waiting->second > max_connect_age_) ++lost_;
  if (defers(answer.outcome)) {
    const bool first = !waits || at - waiting->second > max_connect_age_;
    if (first) waiting_[mail] = at;
    deferred_mails_ += first ? 1 : 0;
  } else if (waits) {
    const UnixTime delay = at - waiting->second;
    if (delay <= max_connect_age_) delays_.push_back(std::max<UnixTime>(delay, 0));
    waiting_.erase(waiting);
  }
}

std::string ReplaySummary::outcomes() const {
  std::string text;
  std::int64_t deferred = 0;
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (defers(outcome)) deferred += counts_[i];
    text += row(outcome_name(outcome), counts_[i], requests_);
  }
  text += row("all requests", requests_, requests_);
  return text + row("deferred requests", deferred, requests_);
}

// Nearest rank: the least delay that this part of the mail did not exceed.
std::string ReplaySummary::delays() const {
  if (delays_.empty()) return {};
  std::vector<UnixTime> sorted = delays_;
  std::sort(sorted.begin(), sorted.end());
  std::string text = "delay of the mail that came back (hours:minutes:seconds)\n";
  for (const std::size_t part : {0U, 10U, 25U, 50U, 75U, 90U, 95U, 99U, 100U}) {
    const std::size_t rank = std::max<std::size_t>((sorted.size() * part + 99) / 100, 1);
    const std::string name = part == 0     ? "least"
                             : part == 50  ? "median"
                             : part == 100 ? "most"
                                           : fmt::format("{} % at most", part);
    text += fmt::format("  {:<26} {:>12}\n", name, span_text(sorted[rank - 1]));
  }
  return text;
}

std::string ReplaySummary::waiting() const {
  const auto too_old = [&](const auto& mail) { return latest_ - mail.second > max_connect_age_; };
  const std::int64_t old = std::count_if(waiting_.begin(), waiting_.end(), too_old);
  const std::int64_t still = std::ssize(waiting_) - old;
  return row("deferred mails", deferred_mails_, deferred_mails_) +
         row("  came back", std::ssize(delays_), deferred_mails_) +
         row("  never came back", lost_ + old, deferred_mails_) +
         row("  still waited at the end", still, deferred_mails_);
}

std::string ReplaySummary::text() const {
  return "\noutcome                          requests     share\n" + outcomes() + "\n" + waiting() +
         delays();
}

}  // namespace greycache
