// What operators let through.
#include "tests/simulation/expected_mail.h"

#include <algorithm>

#include "greycache/policy/expectation/expectations.h"

namespace greycache::simulation {

namespace {

// Hosts look each second, and read then.
constexpr std::chrono::seconds kOnTheWay{3};

constexpr UnixTime kRounding = 2;

bool matches(Expectation row, const std::string& sender, const std::string& recipient,
             UnixTime now) {
  if (row.recipient.empty()) return false;
  Expectations one;
  one.merge(row);
  return one.match(sender, recipient, now) != nullptr;
}

}  // namespace

std::size_t ExpectedMail::asked(const Expectation& row, int host) {
  made_.push_back({row, host});
  return made_.size() - 1;
}

void ExpectedMail::remembered(std::size_t number, const Expectation& row, Time now, bool calm) {
  made_[number].row = row;
  made_[number].remembered = now;
  made_[number].sure = calm;
}

void ExpectedMail::lost(Time since) {
  for (Made& made : made_) {
    if (made.remembered >= since) made.sure = false;
  }
}

bool ExpectedMail::is_known(const Made& made, const View& view) {
  if (!made.sure || !view.calm || made.remembered >= view.asked) return false;
  return made.host == view.host || view.asked - made.remembered > kOnTheWay;
}

bool ExpectedMail::replaced(const Made& made, const View& view, bool surely) const {
  return std::ranges::any_of(made_, [&](const Made& other) {
    if (&other == &made || other.row.recipient != made.row.recipient) return false;
    if (other.row.sender != made.row.sender) return false;
    // What nobody was told of was written later than what stood, whenever that was.
    if (!made.is_remembered() || !other.is_remembered()) return !surely;
    if (other.row.made_at < made.row.made_at) return false;
    return !surely || is_known(other, view);
  });
}

bool ExpectedMail::surely(const std::string& sender, const std::string& recipient,
                          const View& view) const {
  return std::ranges::any_of(made_, [&](const Made& made) {
    return is_known(made, view) && matches(made.row, sender, recipient, view.now + kRounding) &&
           !replaced(made, view, false);
  });
}

bool ExpectedMail::maybe(const std::string& sender, const std::string& recipient,
                         const View& view) const {
  return std::ranges::any_of(made_, [&](const Made& made) {
    return matches(made.row, sender, recipient, view.now - kRounding) &&
           !replaced(made, view, true);
  });
}

}  // namespace greycache::simulation
