// Rows sorted into mails.
#include "greycache/control/waited_mail.h"

#include <algorithm>
#include <unordered_map>

#include "greycache/policy/decide.h"

namespace greycache {

namespace {

// A mail begins with its first attempt, and ends with its return.
int place_in_second(const HistoryRow& row) {
  if (has_outcome(row, Outcome::fresh)) return 0;
  return has_outcome(row, Outcome::reconnect) ? 2 : 1;
}

Became became_of(const WaitedMail& mail, const Rules& rules, UnixTime now) {
  if (let_pass(mail.last())) return Became::passed;
  if (has_outcome(mail.last(), Outcome::throttled)) return Became::throttled;
  const bool over = now > first_attempt_of(mail) + rules.max_connect_age;
  return over ? Became::never : Became::waits;
}

}  // namespace

std::string mail_key(const HistoryRow& row) {
  if (!row.reference.empty()) return row.reference;
  return row.sender + ' ' + row.recipient + ' ' + row.src;
}

bool attempt_before(const HistoryRow& a, const HistoryRow& b) {
  return a.at != b.at ? a.at < b.at : place_in_second(a) < place_in_second(b);
}

bool has_outcome(const HistoryRow& row, Outcome outcome) {
  return row.outcome == outcome_name(outcome);
}

bool let_pass(const HistoryRow& row) {
  return !has_outcome(row, Outcome::fresh) && !has_outcome(row, Outcome::early) &&
         !has_outcome(row, Outcome::throttled);
}

// An early retry says itself how old the entry is, whether or not the history has the first.
UnixTime first_attempt_of(const WaitedMail& mail) {
  return mail.last().at - mail.last().delay;
}

std::vector<WaitedMail> mails_of(std::vector<HistoryRow> rows, const Rules& rules, UnixTime now) {
  std::reverse(rows.begin(), rows.end());
  std::stable_sort(rows.begin(), rows.end(), attempt_before);
  std::vector<WaitedMail> mails;
  std::unordered_map<std::string, std::size_t> places;
  for (HistoryRow& row : rows) {
    const auto [place, added] = places.emplace(mail_key(row), mails.size());
    if (added) mails.emplace_back();
    mails[place->second].attempts.push_back(std::move(row));
  }
  for (WaitedMail& mail : mails) mail.became = became_of(mail, rules, now);
  std::stable_sort(mails.begin(), mails.end(), [](const WaitedMail& a, const WaitedMail& b) {
    return a.last().at < b.last().at;
  });
  return mails;
}

const char* became_name(Became became) {
  switch (became) {
    case Became::passed:
      return "passed";
    case Became::waits:
      return "waits";
    case Became::known:
      return "known";
    case Became::never:
      return "never";
    case Became::throttled:
      return "throttled";
  }
  return "";
}

}  // namespace greycache
