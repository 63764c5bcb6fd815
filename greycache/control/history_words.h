// What "history" and "explain" on the control socket ask for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/history/history_query.h"

namespace greycache {

struct HistoryWords {
  bool json = false;
  HistoryQuery query;
  bool never = false;  // only first attempts that never came back
  std::size_t limit = 100;
};

inline constexpr std::size_t kMostHistoryRows = 1000;

// "KEY=VALUE" words, VALUE percent-encoded, and "json". What a word is that is none: an error.
using NamedWords = std::vector<std::pair<std::string, std::string>>;
tl::expected<NamedWords, std::string> named_words(std::string_view words, bool& json);

// Of these keys, each perhaps: since (seconds before now), outcome (words, with commas between;
// "never" for what never came back), reference, sender, recipient, address (of either), client (an
// address, a network, a name, an organisation or a source), limit (rows, 1 to kMostHistoryRows).
// The error is a sentence for the operator.
tl::expected<HistoryWords, std::string> parse_history_words(std::string_view words, UnixTime now);

}  // namespace greycache
