// The entries of whitelists of senders and of recipients, read from the text of a list.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/policy/lists/list_pattern.h"
#include "greycache/policy/lists/list_text.h"

namespace greycache {

// Names in lower case. Patterns are shared, since whitelists are rebuilt from lists that stay.
struct AddressNames {
  std::vector<std::string> addresses;    // "user@example.com"
  std::vector<std::string> domains;      // "example.com" of "@example.com", and all below it
  std::vector<std::string> local_parts;  // "postmaster" of "postmaster@"
  std::vector<std::shared_ptr<const ListPattern>> patterns;
};

struct AddressEntries {
  AddressNames always;
  // Lines with "require = organisation": they count where the client's organisation is the
  // sender's.
  AddressNames of_organisation;
};

// What a list is of: only senders have an organisation that could be required.
enum class Addressee : std::uint8_t { sender, recipient };

// An entry a line: "user@example.com"; "@example.com", that domain and those below it;
// "postmaster@", the user at any domain or none; "/regexp/" (Perl's; without regard to case;
// unanchored; held against the whole address; no blanks). Behind it, of a sender, perhaps
// "require = organisation". Other lines are complained of and left out, and so are patterns behind
// the first ListAllowance::kMostPatterns.
AddressEntries parse_address_entries(std::string_view text, Addressee addressee,
                                     ListComplaints& complaints);

}  // namespace greycache
