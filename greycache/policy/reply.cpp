// SQLgrey's texts, with our name in them.
#include "greycache/policy/reply.h"

#include <fmt/format.h>

#include <string_view>

#include "common/text.h"
#include "common/version.h"

namespace greycache {

namespace {

constexpr std::string_view kDunno = "dunno";

std::string deferral(const Rules& rules, RejectMethod method, std::string_view text) {
  const std::string_view verb =
      method == RejectMethod::delay ? std::string_view("defer_if_permit") : rules.reject_code;
  return fmt::format("{} {}", verb, text);
}

std::string greylisted(const Rules& rules, RejectMethod method, std::optional<int> rule) {
  std::string text = "Greylisted for " + rules.reconnect_delay_text;
  if (rule && rules.discrimination_add_rulenr) text += fmt::format(" ({})", *rule);
  return deferral(rules, method, text);
}

// What the header says of a mail that passes; empty where not says_why().
std::string reason(Outcome outcome, const PolicyRequest& request, UnixTime delay) {
  switch (outcome) {
    case Outcome::whitelisted:
      return fmt::format("whitelisted by {}", kSoftware);
    case Outcome::inactive:
      return fmt::format("greylisting inactive for {} in {}", lower_ascii(request.recipient),
                         kSoftware);
    case Outcome::unsuspicious:
      return fmt::format("not greylisting mail from {} in {}", request.client_address, kSoftware);
    case Outcome::domain_awl:
      return fmt::format("domain auto-whitelisted by {}", kSoftware);
    case Outcome::from_awl:
      return fmt::format("from auto-whitelisted by {}", kSoftware);
    case Outcome::correspondent:
      return fmt::format("correspondent of the recipient, passed by {}", kSoftware);
    case Outcome::reconnect:
      return fmt::format("delayed {} by {}", delay, kSoftware);
    default:
      return {};
  }
}

}  // namespace

bool says_why(Outcome outcome) {
  return passes(outcome) && outcome != Outcome::not_applicable && outcome != Outcome::in_doubt;
}

std::string action_for(const Rules& rules, Outcome outcome, const PolicyRequest& request,
                       const ReplyContext& context) {
  if (outcome == Outcome::fresh) {
    return greylisted(rules, rules.reject_first_attempt, context.rule);
  }
  if (outcome == Outcome::early) {
    return greylisted(rules, rules.reject_early_reconnect, context.rule);
  }
  if (outcome == Outcome::throttled) {
    // Two blanks, as in the original.
    return deferral(rules, rules.reject_first_attempt,
                    "Throttling too many connections from new source -  Try again later.");
  }
  if (!context.header || !says_why(outcome)) return std::string(kDunno);
  return "PREPEND X-Greylist: " + reason(outcome, request, context.delay);
}

}  // namespace greycache
