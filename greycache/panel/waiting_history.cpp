// First who sends a mail, by its reference or by its first attempt; then its last attempt.
#include "greycache/panel/waiting_history.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

namespace greycache {

namespace {

using Span = std::chrono::milliseconds;

// For all mails of a page.
constexpr std::size_t kMostOfHistory = 1000;
constexpr Span kTimeOfNames{10};
constexpr Span kTimeOfAttempt{5};
constexpr Span kTimeOfAll{13};
// Seconds from a first attempt within which a row of its mail is looked for.
constexpr UnixTime kAround = 600;
// Seconds before and behind, and by how much rows of them may stand in another order.
constexpr UnixTime kMoment = 8;
constexpr UnixTime kApart = 5;

UnixTime since_of(const WaitingMail& mail) {
  return mail.entry.first_seen;
}

}  // namespace

Span WaitingHistory::left(Span end) const {
  return std::chrono::duration_cast<Span>(began_ + end - Clock::now());
}

void WaitingHistory::add_to(std::vector<WaitingMail>& mails) {
  if (mails.empty()) return;
  add_by_references(mails);
  add_by_first_attempts(mails);
  add_last_attempts(mails);
}

void WaitingHistory::add_by_references(std::vector<WaitingMail>& mails) {
  HistoryQuery query;
  query.one_of_each = true;
  query.time = kTimeOfNames;
  const auto [first, last] = std::ranges::minmax(mails, {}, since_of);
  query.since = first.entry.first_seen - kAround;
  query.until = last.entry.first_seen + kAround;
  for (const WaitingMail& mail : mails) query.references.push_back(mail.reference);
  HistoryPlace place;
  const auto rows = history_.find(query, place, kMostOfHistory);
  if (rows) add_history(*rows, mails);
}

std::vector<HistoryRow> WaitingHistory::rows_around(UnixTime at, UnixTime seconds) {
  HistoryQuery query;
  query.time = kTimeOfAttempt;
  query.clocks_apart = kApart;
  query.since = at - seconds;
  query.until = at + seconds;
  HistoryPlace place;
  auto rows = history_.find(query, place, kMostOfHistory);
  return rows ? std::move(*rows) : std::vector<HistoryRow>();
}

// Of those whose references their entries do not tell: all rows of a moment, which cost less than
// those of a recipient who gets mail all day. Of many such mails most are of one moment.
void WaitingHistory::add_by_first_attempts(std::vector<WaitingMail>& mails) {
  std::vector<WaitingMail*> left_over;
  for (WaitingMail& mail : mails) {
    if (!mail.remembered) left_over.push_back(&mail);
  }
  while (!left_over.empty() && left(kTimeOfNames).count() > 0) {
    const UnixTime at = since_of(*left_over.front());
    auto rows = rows_around(at, kMoment);
    const UnixTime seconds = rows.size() < kMostOfHistory ? kMoment : 1;
    if (seconds < kMoment) rows = rows_around(at, seconds);
    std::erase_if(left_over, [&](WaitingMail* mail) {
      const bool is_of_moment = std::abs(since_of(*mail) - at) < seconds;
      if (is_of_moment) add_first_attempt(rows, *mail);
      return is_of_moment;
    });
  }
}

// However late: who passed because somebody lets him through leaves no other trace.
void WaitingHistory::add_last_attempts(std::vector<WaitingMail>& mails) {
  HistoryQuery query;
  query.one_of_each = true;
  query.time = std::max(left(kTimeOfAll), Span(1));
  query.since = std::numeric_limits<UnixTime>::max();
  for (const WaitingMail& mail : mails) {
    if (!mail.remembered || mail.passed) continue;
    query.references.push_back(mail.reference);
    query.since = std::min(query.since, mail.entry.first_seen - 1);
  }
  if (query.references.empty()) return;
  HistoryPlace place;
  const auto rows = history_.find(query, place, kMostOfHistory);
  if (rows) add_history(*rows, mails);
}

}  // namespace greycache
