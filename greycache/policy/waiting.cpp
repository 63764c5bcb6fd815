#include "greycache/policy/waiting.h"

#include <algorithm>

#include "greycache/policy/keys.h"
#include "greycache/policy/sender.h"

namespace greycache {

bool already_whitelisted(const Fact& connect, std::span<const Fact> facts, const Cutoffs& cutoffs) {
  const bool null_sender = connect.sender_name == kUndefined && connect.sender_domain == kUndefined;
  const std::string awl_name =
      null_sender ? connect.sender_name : key_part(deverped(connect), kSenderNameLimit);
  return std::any_of(facts.begin(), facts.end(), [&](const Fact& fact) {
    if (fact.kind == FactKind::connect || fact.sender_domain != connect.sender_domain) return false;
    if (expired(fact, cutoffs)) return false;
    return fact.kind == FactKind::domain_awl || fact.sender_name == awl_name;
  });
}

}  // namespace greycache
