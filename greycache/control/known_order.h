// The order in which who is known is listed.
#pragma once

#include <optional>

#include "greycache/policy/fact.h"

namespace greycache {

inline constexpr FactKind kFirstKnown = FactKind::domain_awl;

// Nothing behind the last.
constexpr std::optional<FactKind> next_known(FactKind kind) {
  if (kind == FactKind::domain_awl) return FactKind::from_awl;
  if (kind == FactKind::from_awl) return FactKind::correspondent;
  return std::nullopt;
}

}  // namespace greycache
