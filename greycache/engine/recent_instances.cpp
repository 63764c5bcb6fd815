// Which messages have had their X-Greylist header.
#include "greycache/engine/recent_instances.h"

#include "common/keyed_hash.h"

namespace greycache {

bool RecentInstances::had_header(const HeaderQuestion& question) {
  if (question.instance.empty()) return false;
  const std::uint64_t instance = keyed_hash(question.instance);
  const std::uint64_t recipient = keyed_hash(question.recipient);
  Given* given = given_.find(instance);
  if (given == nullptr) {
    given_.insert(instance, {recipient, question.asker});
    return false;
  }
  // Whoever is at DATA, or asks by the same connection, has read the answer before.
  const bool lost =
      question.recipient_stage && given->recipient == recipient && given->asker != question.asker;
  if (lost) given->asker = question.asker;
  return !lost;
}

}  // namespace greycache
