// Who gets the X-Greylist header.
#include "greycache/engine/headers.h"

#include "common/keyed_hash.h"
#include "greycache/policy/reply.h"

namespace greycache {

bool Headers::give(const Rules& rules, Outcome outcome, const PolicyRequest& request,
                   std::uint64_t asker) {
  if (!rules.prepend || !says_why(outcome)) return false;
  // Postfix takes no header there (access(5)).
  if (request.protocol_state == "END-OF-MESSAGE") return false;
  return request.instance.empty() || !had_one(request, asker);
}

bool Headers::had_one(const PolicyRequest& request, std::uint64_t asker) {
  const std::uint64_t instance = keyed_hash(request.instance);
  const std::uint64_t recipient = keyed_hash(request.recipient);
  Given* given = given_.find(instance);
  if (given == nullptr) {
    given_.insert(instance, {recipient, asker});
    return false;
  }
  // Whoever is at DATA, or asks by the same connection, has read the answer before.
  const bool lost =
      request.protocol_state != "DATA" && given->recipient == recipient && given->asker != asker;
  if (lost) given->asker = asker;
  return !lost;
}

}  // namespace greycache
