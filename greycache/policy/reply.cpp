// SQLgrey's texts, with our name in them.
#include "greycache/policy/reply.h"

#include <fmt/format.h>

#include <string_view>

#include "common/text.h"
#include "common/version.h"
#include "greycache/policy/reply_url.h"

namespace greycache {

namespace {

constexpr std::string_view kDunno = "dunno";

// Postfix gives a sender 510 bytes of it, with the recipient before: a link comes last.
std::string deferral(const Rules& rules, RejectMethod method, std::string_view text,
                     std::string_view reference) {
  const std::string_view verb =
      method == RejectMethod::delay ? std::string_view("defer_if_permit") : rules.reject_code;
  std::string action = fmt::format("{} {}", verb, text);
  if (!rules.reply_reference || reference.empty()) return action;
  action.append(" (ref ").append(reference).append(")");
  if (!rules.reply_url.empty()) action += ", see " + url_for(rules.reply_url, reference);
  return action;
}

std::string greylisted(const Rules& rules, RejectMethod method, const ReplyContext& context) {
  std::string text = "Greylisted for " + rules.reconnect_delay_text;
  if (context.rule && rules.discrimination_add_rulenr) text += fmt::format(" ({})", *context.rule);
  return deferral(rules, method, text, context.reference);
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
    case Outcome::expected:
      return fmt::format("expected by {}", kSoftware);
    case Outcome::domain_awl:
      return fmt::format("domain auto-whitelisted by {}", kSoftware);
    case Outcome::from_awl:
      return fmt::format("from auto-whitelisted by {}", kSoftware);
    case Outcome::correspondent:
      return fmt::format("correspondent of the recipient, passed by {}", kSoftware);
    case Outcome::proven:
      return fmt::format("from mail servers that come back, passed by {}", kSoftware);
    case Outcome::reconnect:
      return fmt::format("delayed {} by {}", delay, kSoftware);
    default:
      return {};
  }
}

}  // namespace

bool has_reference(Outcome outcome) {
  return !passes(outcome) || outcome == Outcome::reconnect || outcome == Outcome::expected;
}

std::vector<std::string_view> referred_outcomes() {
  std::vector<std::string_view> names;
  for (int i = static_cast<int>(Outcome::in_doubt); i >= 0; --i) {
    const auto outcome = static_cast<Outcome>(i);
    if (has_reference(outcome)) names.emplace_back(outcome_name(outcome));
  }
  return names;
}

bool says_why(Outcome outcome) {
  return passes(outcome) && outcome != Outcome::not_applicable && outcome != Outcome::in_doubt;
}

std::string action_for(const Rules& rules, Outcome outcome, const PolicyRequest& request,
                       const ReplyContext& context) {
  if (outcome == Outcome::fresh) {
    return greylisted(rules, rules.reject_first_attempt, context);
  }
  if (outcome == Outcome::early) {
    return greylisted(rules, rules.reject_early_reconnect, context);
  }
  if (outcome == Outcome::throttled) {
    // Two blanks, as in the original.
    return deferral(rules, rules.reject_first_attempt,
                    "Throttling too many connections from new source -  Try again later.",
                    context.reference);
  }
  if (!context.header || !says_why(outcome)) return std::string(kDunno);
  return "PREPEND X-Greylist: " + reason(outcome, request, context.delay);
}

}  // namespace greycache
