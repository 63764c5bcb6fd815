// What was answered of late.
#include "greycache/engine/recent_answers.h"

#include <algorithm>

#include "common/keyed_hash.h"

namespace greycache {

std::uint64_t RecentAnswers::mail_of(const PolicyRequest& request) {
  if (request.instance.empty()) return 0;
  // No value holds a line feed.
  name_.assign(request.instance) += '\n';
  name_.append(request.sender) += '\n';
  name_.append(request.recipient);
  return std::max<std::uint64_t>(keyed_hash(name_), 1);
}

std::optional<RecentAnswers::Answer> RecentAnswers::find(std::uint64_t mail,
                                                         UnixTime reconnect_delay, UnixTime now) {
  const Remembered* remembered = mail == 0 ? nullptr : answers_.find(mail);
  if (remembered == nullptr) return std::nullopt;
  const UnixTime age = now - remembered->at;
  const UnixTime stands =
      passes(remembered->answer.outcome) ? kPassed : std::min(kDeferred, reconnect_delay);
  if (age < 0 || age > stands) return std::nullopt;
  return remembered->answer;
}

void RecentAnswers::remember(std::uint64_t mail, const Answer& answer, bool replace, UnixTime now) {
  if (mail == 0) return;
  Remembered* remembered = answers_.find(mail);
  if (remembered == nullptr) return answers_.insert(mail, {answer, now});
  if (replace) *remembered = {answer, now};
}

}  // namespace greycache
