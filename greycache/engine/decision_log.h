// One log line a decision: what became of the mail, and why.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/policy_request.h"
#include "greycache/policy/decide.h"
#include "greycache/policy/keys.h"

namespace greycache {

// A decided request, as both forms of the log need it.
struct DecidedRequest {
  const PolicyRequest& request;
  const Keys& keys;           // of the narrow source; src is empty where a list decided
  const KnownEntries& known;  // what the decision rests on; empty where no store was asked
  const Decision& decision;
  Outcome outcome;
  std::optional<int> rule;
  std::string_view action;
  std::string_view reference{};  // empty where not has_reference()
  bool again = false;            // a further question about a mail that was decided: nothing new
  // The client's, where greymethod organisation knows one; else empty, and nothing of the others.
  std::string_view organisation{};
  const Keys* unit = nullptr;  // of its entries for this sender
  bool good_standing = true;   // these counted
  bool by_unit = false;        // and the outcome is theirs
};

class DecisionLog {
 public:
  virtual ~DecisionLog() = default;
  virtual void decided(const DecidedRequest& decided) = 0;
};

}  // namespace greycache
