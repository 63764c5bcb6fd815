// The checks that need no history.
#include "greycache/policy/admission.h"

#include "common/text.h"
#include "greycache/policy/own_user.h"

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

// The keys' names are swapped with those of the request before, so that neither needs new memory.
void make_names(const PolicyRequest& request, Sender& sender, Keys& keys) {
  lower_ascii(request.recipient, keys.rcpt);
  normalise_sender(request.sender, keys.rcpt, sender);
  const bool same_names = sender.awl_name == sender.name;
  keys.sender_name.swap(sender.name);
  keys.sender_domain.swap(sender.domain);
  keys.awl_name.swap(sender.awl_name);
  make_key_part(keys.sender_name, kSenderNameLimit);
  make_key_part(keys.sender_domain, kSenderDomainLimit);
  if (same_names) {
    keys.awl_name = keys.sender_name;
  } else {
    make_key_part(keys.awl_name, kSenderNameLimit);
  }
  make_key_part(keys.rcpt, kRcptLimit);
}

void clear(Keys& keys) {
  for (std::string* part :
       {&keys.src, &keys.sender_name, &keys.sender_domain, &keys.awl_name, &keys.rcpt}) {
    part->clear();
  }
}

bool is_on_whitelist_of_senders(const Lists& lists, const std::optional<IpAddress>& address,
                                const PolicyRequest& request) {
  using Held = AddressWhitelist::Held;
  const Held held = lists.senders->held(request.sender);
  if (held != Held::of_organisation) return held == Held::always;
  return lists.same_organisation != nullptr &&
         (*lists.same_organisation)(address, request, envelope_domain(request.sender));
}

bool is_whitelisted(const Lists& lists, const std::optional<IpAddress>& address,
                    const PolicyRequest& request) {
  if (lists.client_whitelist != nullptr &&
      lists.client_whitelist->holds(address, request.client_name)) {
    return true;
  }
  if (lists.recipients != nullptr &&
      lists.recipients->held(request.recipient) != AddressWhitelist::Held::no) {
    return true;
  }
  return lists.senders != nullptr && is_on_whitelist_of_senders(lists, address, request);
}

// What can be said without the keys: the outcome, or nothing yet.
std::optional<Outcome> early_outcome(const Rules& rules, const Lists& lists,
                                     const std::optional<IpAddress>& address,
                                     const PolicyRequest& request, std::optional<int>& rule) {
  if (is_whitelisted(lists, address, request)) return Outcome::whitelisted;
  if (opted_out(rules, lists, request)) return Outcome::inactive;
  if (!rules.discrimination) return std::nullopt;
  if (lists.discrimination != nullptr) rule = lists.discrimination->first_match(request);
  if (!rule) return Outcome::unsuspicious;
  return std::nullopt;
}

}  // namespace

bool is_expected(const Lists& lists, const PolicyRequest& request, UnixTime now) {
  if (lists.expectations == nullptr || lists.expectations->empty()) return false;
  const Expectations& expected = *lists.expectations;
  return expected.match(lower_ascii(request.sender), lower_ascii(request.recipient), now) !=
             nullptr ||
         expected.match_client(request.client_address, request.client_name, now) != nullptr;
}

std::optional<IpAddress> admit_without_source(const Rules& rules, const Lists& lists,
                                              const PolicyRequest& request, Admission& into) {
  into.rule.reset();
  into.outcome = Outcome::not_applicable;
  if (!applicable(request)) {
    clear(into.keys);
    return std::nullopt;
  }
  const auto address = IpAddress::parse(request.client_address);
  if (is_of_own_user(rules, request, address)) {
    clear(into.keys);
    return address;
  }
  into.outcome = early_outcome(rules, lists, address, request, into.rule);
  if (into.outcome) {
    clear(into.keys);
  } else {
    make_names(request, into.sender, into.keys);
  }
  return address;
}

void admit(const Rules& rules, const Lists& lists, const SourceRules& source_rules,
           const PolicyRequest& request, UnixTime now, Admission& into) {
  const auto address = admit_without_source(rules, lists, request, into);
  if (into.outcome) return;
  into.keys.src = source_of(source_rules, address, request.client_address, request.client_name);
  if (is_expected(lists, request, now)) into.outcome = Outcome::expected;
}

}  // namespace greycache
