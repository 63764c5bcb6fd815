// Whom the own users write to: under which source that stands, and whose mail it lets pass.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/known_entries.h"

namespace greycache {

// "to:USER@DOMAIN" has the addresses that an own user wrote to, "to:@ORGANISATION" that any of them
// wrote to that organisation. Such a source has no other facts, and no other source has
// correspondents: its name holds a ':' before its '@', as no address, network or unit does.
bool holds_correspondents(std::string_view src);

// An own user's address or login as they are told apart: in lower case, without extension
// ("+news") and without the dot that may end a domain.
std::string plain_user(std::string_view user);

// That of a user's address as it came: of whom he wrote to. It may be none, see
// holds_correspondents().
std::string correspondents_source(std::string_view user);

// The keys that mail of `remote` to an own `user` is asked by, and that the user's mail to `remote`
// makes an entry of. Both are envelope addresses as they came. The user is plain_user(), and in the
// remote one nothing that differs from one mail to the next (see Sender), so that an answer is
// known by whatever stamp it carries. Nothing where one of them is none ("", no '@'), or where both
// are of one domain, or one of the other's: a sender's name that robots forge first is the
// recipient's own.
std::optional<Keys> correspondent_keys(std::string_view user, std::string_view remote);
// The same where correspondents_source(user) is at hand.
std::optional<Keys> correspondent_keys(std::string source, std::string_view user,
                                       std::string_view remote);

// The same for any user and the whole organisation of the remote address; `organisation` as
// sender_organisation_of() names it, and that of the user's address. Nothing where one is empty, or
// both are the same.
std::optional<Keys> correspondent_keys_of_site(std::string_view user_organisation,
                                               std::string_view organisation);

// What is behind the '@' of an address, in lower case and without a dot at its end; empty where it
// has none.
std::string domain_of_address(std::string_view address);

// What the user's mail teaches, written at `now`.
Fact correspondent_fact(const Keys& keys, UnixTime now);

// Whether the entry is there and counts.
bool passes_as_correspondent(const KnownEntries& known, const Cutoffs& cutoffs);

}  // namespace greycache
