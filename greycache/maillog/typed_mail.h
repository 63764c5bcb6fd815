// What a person types about a mail: its client as a log has it, or its addresses with words
// between.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "greycache/maillog/own_log_line.h"

namespace greycache {

// "mail.x.example[192.0.2.1]", "client=unknown[192.0.2.1]", "connect from
// mail.x.example[192.0.2.1]", "client_address=192.0.2.1", "[192.0.2.1]:25", "[IPv6:2001:db8::1]".
std::optional<OwnLogAttempt> attempt_of_client(std::string_view text);

// What Postfix says of a connection or of a client: "... postfix/smtpd[7]: lost connection after
// RCPT from mail.x.example[192.0.2.1]", "4Q0: client=mail.x.example[192.0.2.1]".
std::optional<OwnLogAttempt> attempt_of_connection(std::string_view line);

// "Received: from mail.x.example (mail.x.example [192.0.2.1]) by ... for <bob@y.example>; ...": the
// client, and perhaps to whom.
std::optional<OwnLogAttempt> attempt_of_header(std::string_view text);

// "alice@x.example, bob@y.example", "<> to bob@y.example", "Alice <alice@x.example> ->
// mailto:bob@y.example": a sender, and to whom. Nothing where there are more, fewer, or words that
// belong to no address.
std::optional<OwnLogAttempt> attempt_of_two(std::string_view text);

// "Alice <alice@x.example>", "mailto:alice@x.example", "Delivered-To: alice@x.example": one with
// words that are none of its own.
std::optional<std::string> address_among_words(std::string_view text);

// The one reference, in capitals, that a sentence or an address of a page holds.
std::optional<std::string> reference_among_words(std::string_view text);

// "2001:db8::1" of "IPv6:2001:db8::1", as an address literal has it (RFC 5321, 4.1.3).
std::string_view without_ipv6_tag(std::string_view text);

// Without quotes, brackets and the end of a sentence around it.
std::string_view without_decoration(std::string_view text);

}  // namespace greycache
