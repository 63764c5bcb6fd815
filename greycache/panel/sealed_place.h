// Where the next page begins, as an account with a domain is told it.
#pragma once

#include <optional>
#include <string>

#include "greycache/panel/question.h"

namespace greycache {

// The rows before a place may be of other domains, and a place names the last of them. So it is
// enciphered for such an account, with a key that this process alone has: it goes on with a place
// as long as the process runs. Other accounts are told it as it is.
std::string told_place(const Question& question, const std::string& place);

// What the argument "place" means; nothing where an account with a domain was not told it.
std::optional<std::string> asked_place(const Question& question);

}  // namespace greycache
