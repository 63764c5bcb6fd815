// What became of the mail of a trace, counted.
#include "greyctl/replay/replay_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <tuple>

#include "common/text.h"

namespace greycache {

namespace {

// 64 bits are enough: among ten million waiting mails two are alike once in 300,000 replays.
std::uint64_t mail_of(const PolicyRequest& request, const std::string& src) {
  return std::hash<std::string>{}(lower_ascii(request.sender) + '\n' +
                                  lower_ascii(request.recipient) + '\n' + src);
}

std::string domain_of(std::string_view sender) {
  if (sender.empty()) return "<>";
  const std::size_t at = sender.rfind('@');
  return at == sender.npos ? "without a domain" : escaped(lower_ascii(sender.substr(at + 1)), 64);
}

double percent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string span_text(UnixTime seconds) {
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string share_of(std::int64_t part, std::int64_t whole) {
  return fmt::format("{:.2f} %", percent(part, whole));
}

constexpr const char* kHeadingOfDelays = "delay of the mail that came back (hours:minutes:seconds)";
constexpr const char* kHeadingOfDomains = "deferred mails by their sender's domain, the commonest";

}  // namespace

bool ReplaySummary::defers(Outcome outcome) {
  return outcome == Outcome::fresh || outcome == Outcome::early || outcome == Outcome::throttled;
}

void ReplaySummary::add(const PolicyRequest& request, const ReplayAnswer& answer, UnixTime at,
                        bool was_accepted) {
  latest_ = std::max(latest_, at);
  ++requests_;
  ++counts_[static_cast<std::size_t>(answer.outcome)];
  if (answer.src.empty()) return;  // no store was asked: nobody waited
  const std::uint64_t mail = mail_of(request, answer.src);
  auto waiting = waiting_.find(mail);
  if (waiting != waiting_.end() && at - waiting->second > max_connect_age_) {
    ++lost_;
    waiting_.erase(waiting);
    waiting = waiting_.end();
  }
  if (defers(answer.outcome)) return defer(request, mail, at, was_accepted);
  if (waiting == waiting_.end()) return;
  delays_.push_back(std::max<UnixTime>(at - waiting->second, 0));
  waiting_.erase(waiting);
}

void ReplaySummary::defer(const PolicyRequest& request, std::uint64_t mail, UnixTime at,
                          bool was_accepted) {
  const bool first = waiting_.emplace(mail, at).second;
  if (first) {
    ++deferred_mails_;
    std::string domain = domain_of(request.sender);
    if (domains_.size() < kMostDomains || domains_.contains(domain)) ++domains_[std::move(domain)];
  }
  if (!was_accepted) return;
  ++accepted_in_log_;
  waiting_.erase(mail);
}

void ReplaySummary::add_outcomes(Rows& rows) const {
  std::int64_t deferred = 0;
  const auto add = [&](std::string_view name, std::int64_t number) {
    rows.push_back({std::string(name), std::to_string(number), share_of(number, requests_)});
  };
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (defers(outcome)) deferred += counts_[i];
    add(outcome_name(outcome), counts_[i]);
  }
  add("all requests", requests_);
  add("deferred requests", deferred);
}

void ReplaySummary::add_waiting(Rows& rows) const {
  const auto too_old = [&](const auto& mail) { return latest_ - mail.second > max_connect_age_; };
  const std::int64_t old = std::count_if(waiting_.begin(), waiting_.end(), too_old);
  const auto add = [&](std::string_view name, std::int64_t number) {
    rows.push_back({std::string(name), std::to_string(number), share_of(number, deferred_mails_)});
  };
  add("deferred mails", deferred_mails_);
  add("  came back", std::ssize(delays_));
  add("  never came back", lost_ + old);
  add("  still waited at the end", std::ssize(waiting_) - old);
  add("  accepted in the log", accepted_in_log_);
}

// Nearest rank: the least delay that this part of the mail did not exceed.
void ReplaySummary::add_delays(Rows& rows) const {
  std::vector<UnixTime> sorted = delays_;
  std::sort(sorted.begin(), sorted.end());
  for (const std::size_t part : {0U, 10U, 25U, 50U, 75U, 90U, 95U, 99U, 100U}) {
    const std::size_t rank = std::max<std::size_t>((sorted.size() * part + 99) / 100, 1);
    const std::string name = part == 0     ? "least"
                             : part == 50  ? "median"
                             : part == 100 ? "most"
                                           : fmt::format("{} % at most", part);
    rows.push_back({"  " + name, sorted.empty() ? "-" : span_text(sorted[rank - 1]), ""});
  }
}

ReplaySummary::Rows ReplaySummary::rows() const {
  Rows rows;
  add_outcomes(rows);
  rows.emplace_back();
  add_waiting(rows);
  rows.push_back({kHeadingOfDelays, "", ""});
  add_delays(rows);
  return rows;
}

std::vector<std::string> ReplaySummary::domains() const {
  std::vector<std::pair<std::int64_t, std::string>> all;
  for (const auto& [domain, mails] : domains_) all.emplace_back(-mails, domain);
  const std::size_t shown = std::min(all.size(), kShownDomains);
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), all.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < shown; ++i) names.push_back(all[i].second);
  return names;
}

ReplaySummary::Row ReplaySummary::domain_row(const std::string& domain) const {
  const auto found = domains_.find(domain);
  const std::int64_t mails = found == domains_.end() ? 0 : found->second;
  return {"  " + domain, std::to_string(mails), share_of(mails, deferred_mails_)};
}

std::string ReplaySummary::note() const {
  if (accepted_in_log_ == 0) return {};
  return "\n\"accepted in the log\": deferred here, and let in by the host whose log it is. Who "
         "would "
         "have\nwaited can be seen; whether and when he would have come back is not in such a "
         "log.\n";
}

std::string ReplaySummary::text() const {
  std::string text = "outcome                          requests     share\n";
  const auto add = [&](const Row& row) {
    text += row.figure.empty()
                ? row.name + "\n"
                : fmt::format("{:<28} {:>12} {:>9}\n", row.name, row.figure, row.share);
  };
  for (const Row& row : rows()) {
    if (row.name == kHeadingOfDelays && delays_.empty()) break;
    add(row);
  }
  if (!domains_.empty()) add({kHeadingOfDomains, "", ""});
  for (const std::string& domain : domains()) add(domain_row(domain));
  return text + note();
}

std::string ReplaySummary::text_of_both(const ReplaySummary& before, const ReplaySummary& after) {
  std::string text = fmt::format("{:<28} {:>22} {:>22}\n", "outcome", "before", "after");
  const auto add = [&](const Row& one, const Row& other) {
    text += one.figure.empty() ? one.name + "\n"
                               : fmt::format("{:<28} {:>12} {:>9} {:>12} {:>9}\n", one.name,
                                             one.figure, one.share, other.figure, other.share);
  };
  const Rows left = before.rows();
  const Rows right = after.rows();
  for (std::size_t i = 0; i < left.size(); ++i) add(left[i], right[i]);
  std::vector<std::string> domains = after.domains();
  for (const std::string& domain : before.domains()) {
    if (std::find(domains.begin(), domains.end(), domain) == domains.end()) {
      domains.push_back(domain);
    }
  }
  if (!domains.empty()) text += std::string(kHeadingOfDomains) + "\n";
  for (const std::string& domain : domains) {
    add(before.domain_row(domain), after.domain_row(domain));
  }
  return text + (before.note().empty() ? after.note() : before.note());
}

}  // namespace greycache
