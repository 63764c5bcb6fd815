// Where the next page of what waits begins, as text for who asks for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "greycache/store/waiting_search.h"

namespace greycache {

std::string waiting_place(const WaitingPlace& place);

// The first page of all where the text is empty; nothing for what is no such text.
std::optional<WaitingPlace> parse_waiting_place(std::string_view text);

}  // namespace greycache
