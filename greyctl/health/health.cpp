// First the policy socket, then the control socket; and the line that comes of it.
#include "greyctl/health/health.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <algorithm>

#include "common/json_object.h"
#include "common/text.h"
#include "greyctl/health/health_reasons.h"

namespace greycache {

namespace {

Health without_rights(const AskedSocket& socket, const char* what) {
  return {HealthState::unknown,
          {},
          {fmt::format("this account may not ask {}, so {}", escaped(socket.path), what)}};
}

const char* word_of(HealthState state) {
  switch (state) {
    case HealthState::well:
      return "well";
    case HealthState::degraded:
      return "degraded";
    case HealthState::not_serving:
      return "not serving";
    case HealthState::unknown:
      break;
  }
  return "unknown";
}

}  // namespace

Health health_of(const AskedSocket& policy, const AskedSocket& control) {
  if (!policy.may_ask()) return without_rights(policy, "nothing is known");
  if (const auto action = policy.ask(); !action) {
    return {HealthState::not_serving, {}, {escaped(action.error(), 300)}};
  }
  if (!control.may_ask()) return without_rights(control, "it is known only that the daemon serves");
  const auto stats = control.ask();
  if (!stats) {
    return {HealthState::degraded, {}, {"the control socket: " + escaped(stats.error(), 300)}};
  }
  auto condition = condition_in(*stats);
  if (!condition) return {HealthState::degraded, {}, {"the daemon's answer makes no sense"}};
  const bool well = condition->reasons.empty();
  return {well ? HealthState::well : HealthState::degraded, std::move(condition->version),
          std::move(condition->reasons)};
}

int exit_status(HealthState state) {
  switch (state) {
    case HealthState::well:
      return 0;
    case HealthState::degraded:
      return 1;
    case HealthState::not_serving:
      return 2;
    case HealthState::unknown:
      break;
  }
  return EX_NOPERM;
}

std::string health_text(const Health& health) {
  std::string text = fmt::format("greycache {}{}{}", health.version,
                                 health.version.empty() ? "" : " ", word_of(health.state));
  for (const std::string& reason : health.reasons) {
    text += (&reason == &health.reasons.front() ? ": " : "; ") + reason;
  }
  std::replace(text.begin(), text.end(), '|', '/');
  return text + "\n";
}

std::string health_json(const Health& health) {
  return JsonObject()
             .add_text("state", word_of(health.state))
             .add_text_or_null("version", health.version)
             .add("reasons", json_list_of_texts(health.reasons))
             .text() +
         "\n";
}

}  // namespace greycache
