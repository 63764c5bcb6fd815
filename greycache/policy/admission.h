// What is decided before any store is asked: whether a request is greylisted at all.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "common/ip_address.h"
#include "common/policy_request.h"
#include "greycache/policy/decide.h"
#include "greycache/policy/expectation/expectations.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/lists/address_whitelist.h"
#include "greycache/policy/lists/client_whitelist.h"
#include "greycache/policy/lists/discrimination.h"
#include "greycache/policy/lists/opt_lists.h"
#include "greycache/policy/rules.h"
#include "greycache/policy/sender.h"
#include "greycache/policy/source.h"

namespace greycache {

// Whether the client's organisation is that of a sender's domain: see of_one_organisation().
using SameOrganisation =
    std::function<bool(const std::optional<IpAddress>& address, const PolicyRequest& request,
                       std::string_view sender_domain)>;

// The operator's lists; they must live as long as this. nullptr is an empty one.
struct Lists {
  const ClientWhitelist* client_whitelist = nullptr;
  // nullptr: not known. Then optmethod's optin and optout greylist nobody, as SQLgrey does where
  // its database is broken.
  const OptLists* opt_lists = nullptr;
  const Discrimination* discrimination = nullptr;
  const Expectations* expectations = nullptr;
  // False: there may be expectations that nobody here knows of yet.
  bool knows_expectations = true;
  const AddressWhitelist* recipients = nullptr;
  const AddressWhitelist* senders = nullptr;
  // nullptr: no line that requires the organisation counts.
  const SameOrganisation* same_organisation = nullptr;
};

struct Admission {
  // Set: the request is decided, and no store need be asked. Empty: ask decide() with `keys`.
  std::optional<Outcome> outcome;
  Keys keys;                // empty names where `outcome` is set, but to `expected`
  std::optional<int> rule;  // the number of the discrimination rule that matched
  Sender sender;            // what the keys are made of
};

// Request sanity, client whitelists, those of recipients and senders, opt-in and opt-out,
// discrimination, in SQLgrey's order, then expectations.
// Not our business (Outcome::not_applicable) is what is no smtpd_access_policy request; not at RCPT
// (or, at DATA or END-OF-MESSAGE, of no or several recipients, where Postfix sends none; an absent
// protocol_state counts as RCPT); of an own user (policy/own_user.h); or without a client address.
// `into` is written over; its memory is used again.
void admit(const Rules& rules, const Lists& lists, const SourceRules& source_rules,
           const PolicyRequest& request, UnixTime now, Admission& into);
// The same but for source and expectations, where the client is known by more than its source:
// keys.src is for the caller to write, and is_expected() to ask. Returns what the client's address
// is, if it is one.
std::optional<IpAddress> admit_without_source(const Rules& rules, const Lists& lists,
                                              const PolicyRequest& request, Admission& into);
// Whether an operator lets the mail through now. Behind all that admit_without_source() asks.
bool is_expected(const Lists& lists, const PolicyRequest& request, UnixTime now);
inline Admission admit(const Rules& rules, const Lists& lists, const SourceRules& source_rules,
                       const PolicyRequest& request, UnixTime now = 0) {
  Admission admission;
  admit(rules, lists, source_rules, request, now, admission);
  return admission;
}

}  // namespace greycache
