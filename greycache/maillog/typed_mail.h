// What a person types about a mail: its client as a log has it, or its addresses with words
// between.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "greycache/maillog/own_log_line.h"

namespace greycache {

// "mail.x.example[192.0.2.1]", "client=unknown[192.0.2.1]", "[192.0.2.1]:25".
std::optional<OwnLogAttempt> attempt_of_client(std::string_view text);

// "alice@x.example, bob@y.example", "<> to bob@y.example", "Alice <alice@x.example> ->
// mailto:bob@y.example": a sender, and to whom. Nothing where there are more, fewer, or words that
// belong to no address.
std::optional<OwnLogAttempt> attempt_of_two(std::string_view text);

// "Alice <alice@x.example>", "mailto:alice@x.example": one with words that are none of its own.
std::optional<std::string> address_among_words(std::string_view text);

}  // namespace greycache
