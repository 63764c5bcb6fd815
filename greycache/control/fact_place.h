// Where the next page of entries begins, as text for who asks for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "greycache/policy/fact.h"

namespace greycache {

// Six words: the entry that the page stands behind, whose names may be empty.
std::string fact_place(const Fact& after);

// Nothing for what is no such text.
std::optional<Fact> parse_fact_place(std::string_view text);

}  // namespace greycache
