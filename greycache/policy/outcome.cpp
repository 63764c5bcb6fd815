// The words for outcomes.
#include "greycache/policy/decide.h"

namespace greycache {

const char* outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::not_applicable:
      return "not_applicable";
    case Outcome::whitelisted:
      return "whitelisted";
    case Outcome::inactive:
      return "inactive";
    case Outcome::unsuspicious:
      return "unsuspicious";
    case Outcome::expected:
      return "expected";
    case Outcome::domain_awl:
      return "domain_awl";
    case Outcome::from_awl:
      return "from_awl";
    case Outcome::correspondent:
      return "correspondent";
    case Outcome::proven:
      return "proven";
    case Outcome::early:
      return "early";
    case Outcome::reconnect:
      return "reconnect";
    case Outcome::throttled:
      return "throttled";
    case Outcome::fresh:
      return "new";
    case Outcome::in_doubt:
      return "in_doubt";
  }
  return "";
}

bool passes(Outcome outcome) {
  return outcome != Outcome::early && outcome != Outcome::throttled && outcome != Outcome::fresh;
}

}  // namespace greycache
