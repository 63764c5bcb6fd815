// Reasons first, then what helps.
#include "greycache/control/wait_advice.h"

#include <fmt/format.h>

#include "greycache/control/advice.h"
#include "greycache/control/mail_story.h"

namespace greycache {

namespace {

// A server that tries again later than that (seconds) does so by its own settings.
constexpr UnixTime kSeldom = 1800;

// Every attempt counted as the first, though it came from one source: the entries were too old.
bool comes_too_late(const LongWait& wait, const Rules& rules) {
  return wait.sources == 1 && wait.first_attempts > 1 &&
         wait.waited > rules.max_connect_age * (wait.first_attempts - 1);
}

std::string reason(const LongWait& wait, const Rules& rules) {
  if (wait.throttled > 0) {
    return fmt::format(
        "connect_src_throttle ({}): so many first attempts of {} wait that this one was not "
        "remembered",
        rules.connect_src_throttle, shown_name(wait.last.src));
  }
  if (comes_too_late(wait, rules)) {
    return fmt::format(
        "max_connect_age ({}): each retry came later than that and counted as a first attempt",
        duration_in_words(std::chrono::seconds(rules.max_connect_age)));
  }
  if (wait.sources > 1) {
    return fmt::format("each retry may come from another of its senders' hosts: it came from {}",
                       wait.sources);
  }
  if (wait.passed && wait.waited > kSeldom) return "its server tries again that seldom";
  return {};
}

}  // namespace

std::vector<std::string> wait_advice(const LongWait& wait, const Rules& rules, UnixTime now) {
  std::vector<std::string> lines;
  if (std::string why = reason(wait, rules); !why.empty()) lines.push_back(std::move(why));
  // What helps a mail helps the next of its kind, whether or not this one has passed.
  const bool waits = !wait.passed && now <= wait.last.at + rules.max_connect_age;
  const WaitedMail mail{{wait.last}, waits ? Became::waits : Became::never};
  for (std::string& line : advice(mail)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace greycache
