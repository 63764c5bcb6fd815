// What stands in the braces of the check, or else in main.cf.
#include "greyctl/doctor/policy_parameter_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "common/text.h"
#include "greyctl/postfix/master_service.h"

namespace greycache {

namespace {

// policy-helper's, where it is not told another.
constexpr Milliseconds kHelperTimeout = std::chrono::seconds(2);
constexpr Milliseconds kLongTimeout = std::chrono::seconds(30);
constexpr Milliseconds kLongPause = std::chrono::seconds(5);

class Check {
 public:
  Check(Findings& findings, const PostfixState& state, const PolicyQuestion& question)
      : findings_(findings), state_(state), question_(question) {}

  std::string value(const std::string& name) const {
    const auto found = question_.options.find(name);
    return found != question_.options.end() ? found->second
                                            : state_.in_force("smtpd_policy_service_" + name);
  }
  std::optional<Milliseconds> span(const std::string& name) const {
    return parse_duration(value(name), std::chrono::seconds(1));
  }
  std::optional<int> number(const std::string& name) const {
    const std::string text = value(name);
    int number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    return end.ec == std::errc() ? std::optional(number) : std::nullopt;
  }
  void warn(const std::string& name, std::string_view why, const std::string& better) {
    findings_.warning(fmt::format("{} is \"{}\" for the check in {}: {}", escaped(name),
                                  escaped(value(name), 60), escaped(question_.place()), why),
                      fmt::format("write {} into the braces of the check", better));
  }

 private:
  Findings& findings_;
  const PostfixState& state_;
  const PolicyQuestion& question_;
};

bool refuses(std::string_view action) {
  const std::string word = lower_ascii(action.substr(0, action.find(' ')));
  return word.starts_with('4') || word.starts_with('5') || word.starts_with("reject") ||
         word.starts_with("defer");
}

bool permits(std::string_view action) {
  const std::string word = lower_ascii(action.substr(0, action.find(' ')));
  return word == "ok" || word == "permit" || word == "relay";
}

void check_default_action(Check& check) {
  const std::string action = check.value("default_action");
  if (refuses(action)) {
    check.warn("default_action", "where nobody answers Postfix turns mail away",
               "default_action=DUNNO");
  } else if (permits(action)) {
    check.warn("default_action", "where nobody answers, what stands behind the check is left out",
               "default_action=DUNNO");
  }
}

// How long it waits for the daemon.
Milliseconds helper_timeout(const PostfixState& state) {
  const auto entry = parse_master_service(state.service());
  const auto told =
      entry ? parse_duration(entry->program_option("--timeout"), std::chrono::seconds(1))
            : std::nullopt;
  return told.value_or(kHelperTimeout);
}

// `helper`: the time that policy-helper has; nothing where there is none.
void check_times(Check& check, std::optional<Milliseconds> helper, const Settings& settings) {
  const auto timeout = check.span("timeout");
  if (timeout && helper && *timeout <= *helper) {
    check.warn("timeout",
               fmt::format("Postfix gives up before policy-helper does, which has {}",
                           format_duration(*helper)),
               "timeout=5s");
  } else if (timeout && *timeout > kLongTimeout) {
    check.warn("timeout", "a daemon that hangs holds each recipient up for twice that",
               "timeout=5s");
  }
  if (const auto pause = check.span("retry_delay"); pause && *pause > kLongPause) {
    check.warn("retry_delay", "that is waited out whenever a connection was closed",
               "retry_delay=1s");
  }
  if (const auto life = check.span("max_ttl"); life && *life > settings.idle_timeout) {
    check.warn("max_ttl", "the daemon closes a silent connection earlier (idle_timeout)",
               "max_ttl=1000s");
  }
}

void check_counts(Check& check) {
  if (const auto tries = check.number("try_limit"); tries && *tries < 2) {
    check.warn("try_limit", "a connection that was closed is not opened again", "try_limit=2");
  }
  if (const auto requests = check.number("request_limit"); requests && *requests != 0) {
    check.warn("request_limit", "each new connection costs a start of policy-helper",
               "request_limit=0");
  }
}

}  // namespace

Findings policy_parameter_findings(const PostfixState& state,
                                   const std::vector<PolicyQuestion>& ours,
                                   const Settings& settings) {
  Findings findings;
  for (const PolicyQuestion& each : ours) {
    Check check(findings, state, each);
    check_default_action(check);
    check_times(check,
                each.service == kServicePlace ? std::optional(helper_timeout(state)) : std::nullopt,
                settings);
    check_counts(check);
  }
  return findings;
}

}  // namespace greycache
