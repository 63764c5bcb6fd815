// The queue of first attempts, and what becomes of each.
#include "greycache/policy/organisation/awaited_returns.h"

namespace greycache {

void AwaitedReturns::first_attempt(std::string_view organisation, std::uint64_t mail,
                                   std::uint64_t sender, UnixTime now) {
  if (!mails_.try_emplace(mail, now).second) return;
  waiting_.push_back({std::string(organisation), mail, sender, now + kReturnWindow});
  ++senders_[sender].waiting;
  if (waiting_.size() > kMost) end_first(now);
}

void AwaitedReturns::came_back(std::string_view organisation, std::uint64_t mail,
                               std::uint64_t sender, UnixTime now) {
  if (mails_.erase(mail) > 0) book_.first_attempt(organisation, now);
  book_.came_back(organisation, now);
  passed(sender);
}

void AwaitedReturns::let_through(std::string_view organisation, std::uint64_t mail,
                                 std::uint64_t sender, UnixTime now, UnixTime delay) {
  const auto found = mails_.find(mail);
  if (found != mails_.end() && now - found->second > delay) {
    came_back(organisation, mail, sender, now);
  } else {
    passed(sender);
  }
}

void AwaitedReturns::passed(std::uint64_t sender) {
  const auto found = senders_.find(sender);
  if (found != senders_.end()) found->second.passed = true;
}

void AwaitedReturns::tick(UnixTime now) {
  while (!waiting_.empty() && waiting_.front().until <= now) end_first(now);
}

// What came back is not awaited any more.
void AwaitedReturns::end_first(UnixTime now) {
  const Waiting& first = waiting_.front();
  const auto sender = senders_.find(first.sender);
  const bool passed = sender->second.passed;
  if (--sender->second.waiting == 0) senders_.erase(sender);
  if (mails_.erase(first.mail) > 0 && !passed) book_.first_attempt(first.organisation, now);
  waiting_.pop_front();
}

}  // namespace greycache
