// Under which names the entries of a sender may stand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

// Key parts, see Keys.
struct SenderNames {
  std::string domain;
  std::string name;                    // in connects
  std::vector<std::string> awl_names;  // in from_awl entries: not empty
};

// As the decision makes them, of an envelope sender ("" is the null sender). What auto-whitelisting
// calls a sender depends on the recipient where it holds one (VERP). Which one that was is not told
// by the sender alone: so its name is made for no recipient, for each that may stand in it behind a
// sign, joined by '=', and for `recipient` where one is given. A bounded number of them.
SenderNames sender_names(std::string_view sender, std::string_view recipient);

// A mail address as an operator writes it, and what stands behind it.
struct WrittenAddress {
  std::string address;  // as Postfix hands it to a policy service: without brackets and quotes
  std::string rest;
};

// "user@domain", "\"quo ted\"@domain", "quo ted@domain", "<user@domain>", "@domain", "user@", each
// perhaps with a blank and more behind. Nothing where there is no '@', or that alone.
std::optional<WrittenAddress> written_address(std::string_view words);

// "<root>", a name without a domain as Postfix's log has it: "root". Nothing where it is none.
std::optional<std::string> written_local_name(std::string_view word);

// Any of a sender or a recipient: written_address(), "<>" or "-undef-" for the null sender (""), or
// "<root>" for a name without a domain, each perhaps with a blank and more behind.
std::optional<WrittenAddress> written_party(std::string_view words);

}  // namespace greycache
