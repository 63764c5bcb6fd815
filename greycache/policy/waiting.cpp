// Whether the sender of a waiting entry has come back since.
#include "greycache/policy/waiting.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/text.h"
#include "greycache/policy/sender.h"

namespace greycache {

namespace {

// What auto-whitelisting may call the sender of a connect. Of a name that was cut only the
// beginning is known: either nothing of it differs from mail to mail, or the beginning tells what.
std::vector<std::string> awl_names(const Fact& connect) {
  if (connect.sender_name == kUndefined && connect.sender_domain == kUndefined) {
    return {connect.sender_name};
  }
  const std::string_view kept = cut_name(connect.sender_name);
  if (kept.empty()) return {key_part(deverped(connect), kSenderNameLimit)};
  const std::string beginning = deverped(percent_decoded(kept), name_of_part(connect.rcpt));
  return {connect.sender_name, key_part(beginning, kSenderNameLimit)};
}

}  // namespace

Keys keys_of(const Fact& connect) {
  return {connect.src, connect.sender_name, connect.sender_domain, awl_names(connect).back(),
          connect.rcpt};
}

bool already_whitelisted(const Fact& connect, std::span<const Fact> facts, const Cutoffs& cutoffs) {
  const std::vector<std::string> names = awl_names(connect);
  return std::any_of(facts.begin(), facts.end(), [&](const Fact& fact) {
    if (fact.kind != FactKind::from_awl && fact.kind != FactKind::domain_awl) return false;
    if (fact.sender_domain != connect.sender_domain) return false;
    if (expired(fact, cutoffs)) return false;
    return fact.kind == FactKind::domain_awl ||
           std::find(names.begin(), names.end(), fact.sender_name) != names.end();
  });
}

}  // namespace greycache
