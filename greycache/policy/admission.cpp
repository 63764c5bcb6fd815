// The checks that need no history.
#include "greycache/policy/admission.h"

#include "common/text.h"
#include "greycache/policy/sender.h"

namespace greycache {

namespace {

bool asks_about_recipient(const PolicyRequest& request) {
  if (request.protocol_state.empty() || request.protocol_state == "RCPT") return true;
  const bool late = request.protocol_state == "DATA" || request.protocol_state == "END-OF-MESSAGE";
  return late && !request.recipient.empty();
}

bool applicable(const PolicyRequest& request) {
  // "unknown" is what Postfix sends where it cannot tell the address.
  return request.request == "smtpd_access_policy" && asks_about_recipient(request) &&
         request.sasl_username.empty() && !request.client_address.empty() &&
         request.client_address != "unknown";
}

bool opted_out(const Rules& rules, const Lists& lists, const PolicyRequest& request) {
  if (rules.optmethod == OptMethod::none) return false;
  return lists.opt_lists == nullptr ||
         !lists.opt_lists->greylisting_active(rules.optmethod, lower_ascii(request.recipient));
}

Keys keys_of(const SourceRules& source_rules, const PolicyRequest& request) {
  const Sender sender = normalise_sender(request.sender, request.recipient);
  Keys keys;
  keys.src = source_of(source_rules, request.client_address, request.client_name);
  keys.sender_name = key_part(sender.name, kSenderNameLimit);
  keys.sender_domain = key_part(sender.domain, kSenderDomainLimit);
  keys.awl_name = key_part(sender.awl_name, kSenderNameLimit);
  keys.rcpt = key_part(lower_ascii(request.recipient), kRcptLimit);
  return keys;
}

Admission decided(Outcome outcome) {
  return {outcome, {}, {}};
}

}  // namespace

Admission admit(const Rules& rules, const Lists& lists, const SourceRules& source_rules,
                const PolicyRequest& request) {
  if (!applicable(request)) return decided(Outcome::not_applicable);
  if (lists.client_whitelist != nullptr &&
      lists.client_whitelist->holds(request.client_address, request.client_name)) {
    return decided(Outcome::whitelisted);
  }
  if (opted_out(rules, lists, request)) return decided(Outcome::inactive);
  std::optional<int> rule;
  if (rules.discrimination) {
    if (lists.discrimination != nullptr) rule = lists.discrimination->first_match(request);
    if (!rule) return decided(Outcome::unsuspicious);
  }
  return {std::nullopt, keys_of(source_rules, request), rule};
}

}  // namespace greycache
