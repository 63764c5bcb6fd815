// A table of few rows; whatever looks through all of it happens at a sign-in only.
#include "greyweb/account/sessions.h"

#include <algorithm>

#include "greyweb/account/random_text.h"

namespace greycache::web {

Session Sessions::begin(const std::string& account, const std::string& hash, UnixTime now) {
  const std::lock_guard lock(mutex_);
  make_room(account, now);
  Session session{.id = random_text(),
                  .csrf = random_text(),
                  .account = account,
                  .hash = hash,
                  .began = now,
                  .seen = now};
  sessions_.emplace(session.id, session);
  return session;
}

std::optional<Session> Sessions::find(std::string_view id, UnixTime now, Seen seen) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return std::nullopt;
  if (is_over(found->second, now)) {
    sessions_.erase(found);
    return std::nullopt;
  }
  if (seen == Seen::yes) found->second.seen = now;
  return found->second;
}

void Sessions::end(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(id);
  if (found != sessions_.end()) sessions_.erase(found);
}

std::size_t Sessions::size() const {
  const std::lock_guard lock(mutex_);
  return sessions_.size();
}

// A clock that was set back far prolongs none.
bool Sessions::is_over(const Session& session, UnixTime now) {
  return now - session.seen > kIdle || session.seen - now > kIdle || now - session.began > kLongest;
}

void Sessions::make_room(const std::string& account, UnixTime now) {
  std::erase_if(sessions_, [&](const auto& entry) { return is_over(entry.second, now); });
  const auto own = std::ranges::count_if(
      sessions_, [&](const auto& entry) { return entry.second.account == account; });
  if (own >= static_cast<std::ptrdiff_t>(kMostOfAccount)) drop_oldest(&account);
  if (sessions_.size() >= kMost) drop_oldest(nullptr);
}

void Sessions::drop_oldest(const std::string* account) {
  auto oldest = sessions_.end();
  for (auto entry = sessions_.begin(); entry != sessions_.end(); ++entry) {
    if (account != nullptr && entry->second.account != *account) continue;
    if (oldest == sessions_.end() || entry->second.seen < oldest->second.seen) oldest = entry;
  }
  if (oldest != sessions_.end()) sessions_.erase(oldest);
}

}  // namespace greycache::web
