// The entries of a request.
#include "greycache/policy/known_entries.h"

namespace greycache {

std::optional<Seen>& KnownEntries::of(FactKind kind) {
  switch (kind) {
    case FactKind::domain_awl:
      return domain_awl;
    case FactKind::from_awl:
      return from_awl;
    case FactKind::correspondent:
      return correspondent;
    case FactKind::connect:
      break;
  }
  return connect;
}

bool is_named(const Fact& fact, const Keys& keys) {
  if (fact.sender_domain != keys.sender_domain) return false;
  if (fact.kind == FactKind::domain_awl) return true;
  if (fact.kind != FactKind::connect) return fact.sender_name == keys.awl_name;
  return fact.sender_name == keys.sender_name && fact.rcpt == keys.rcpt;
}

}  // namespace greycache
