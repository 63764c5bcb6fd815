// The daemon's own admission, asked with what is known of the mail.
#include "greycache/panel/next_attempt.h"

#include <optional>

#include "greycache/panel/entry_names.h"
#include "greycache/policy/admission.h"
#include "greycache/policy/keys.h"

namespace greycache {

namespace {

// No list holds these: they stand for what is not known.
constexpr std::string_view kSomeAddress = "?";
constexpr std::string_view kSomeSender = "\n@";

// What Postfix would say of the mail; requests have views into it.
struct Attempt {
  std::string client_address;
  std::string client_name;
  std::string sender;
  std::string recipient;

  PolicyRequest request() const {
    PolicyRequest request;
    request.request = "smtpd_access_policy";
    request.protocol_state = "RCPT";
    request.client_address = client_address;
    request.client_name = client_name;
    request.sender = sender;
    request.recipient = recipient;
    return request;
  }
};

// A network stands for each of its addresses: what holds it holds them.
std::string address_of(const WaitingMail& mail) {
  const auto network = Network::parse(name_of_part(mail.client));
  return network ? network->address.text() : std::string(kSomeAddress);
}

// Where the sender himself is not known his domain is, which stands for those below it.
std::string sender_of(const WaitingMail& mail) {
  const std::string& domain = mail.entry.sender_domain;
  return std::string(kSomeSender) + (is_whole_name(domain) ? name_of_part(domain) : "\n");
}

// Nothing where the recipient is not known.
std::optional<Attempt> next_attempt_of(const WaitingMail& mail) {
  if (!is_whole_name(mail.entry.rcpt)) return std::nullopt;
  const auto envelope = envelope_of(mail);
  return Attempt{address_of(mail), name_of_part(mail.client_name),
                 envelope ? envelope->sender : sender_of(mail), name_of_part(mail.entry.rcpt)};
}

std::string why_whitelisted(const Lists& lists, const PolicyRequest& request) {
  if (lists.client_whitelist != nullptr &&
      lists.client_whitelist->holds(request.client_address, request.client_name)) {
    return "its client is on a whitelist";
  }
  const bool by_recipient = lists.recipients != nullptr &&
                            lists.recipients->held(request.recipient) != AddressWhitelist::Held::no;
  return by_recipient ? "its recipient is on a whitelist" : "its sender is on a whitelist";
}

std::string why_inactive(const PolicySet& policy) {
  if (policy.lists.opt_lists == nullptr) return "it is not known yet who has opted";
  return policy.rules.optmethod == OptMethod::optin ? "its recipient has not opted in"
                                                    : "its recipient has opted out";
}

std::string why_expected(const Lists& lists, const PolicyRequest& request, UnixTime now) {
  const bool by_client =
      lists.expectations->match_client(request.client_address, request.client_name, now) != nullptr;
  return by_client ? "somebody lets its client through" : "somebody lets it through";
}

}  // namespace

std::string why_it_passes(const PolicySet& policy, const WaitingMail& mail, UnixTime now) {
  const auto attempt = next_attempt_of(mail);
  if (!attempt) return {};
  const PolicyRequest request = attempt->request();
  Rules rules = policy.rules;
  rules.discrimination = false;
  Admission admission;
  admit_without_source(rules, policy.lists, request, admission);
  if (!admission.outcome) {
    return is_expected(policy.lists, request, now) ? why_expected(policy.lists, request, now) : "";
  }
  switch (*admission.outcome) {
    case Outcome::whitelisted:
      return why_whitelisted(policy.lists, request);
    case Outcome::inactive:
      return why_inactive(policy);
    default:
      return "its client is one of the own users'";
  }
}

}  // namespace greycache
