// The sender as greylisting knows it: SQLgrey's names for an envelope sender.
#pragma once

#include <string>
#include <string_view>

#include "greycache/policy/fact.h"

namespace greycache {

// Lower-cased (ASCII only), neither cut nor encoded. The null sender is kUndefined in all three;
// without '@' the domain is.
struct Sender {
  std::string name;      // up to the first '@'
  std::string domain;    // behind it
  std::string awl_name;  // the name without what differs from one mail to the next
};

// Both addresses as they came. An envelope sender and recipient of any length and content.
Sender normalise_sender(std::string_view sender, std::string_view recipient);
// The same with a recipient in lower case. `into` is written over; its memory is used again.
void normalise_sender(std::string_view sender, std::string_view lower_recipient, Sender& into);

// `name` (lower-case, without domain) less SRS and BATV stamps, "+extension", the recipient inside
// it (VERP, written RCPT), bounce numbers and hexadecimal runs (written #): SQLgrey's "deverp", by
// whose results the entries of migrated sites are keyed. It also takes away what only looks like
// these ("jean-baptiste.dede" becomes "jean-baptiste.#"). `recipient` is lower-case.
std::string deverped(std::string_view name, std::string_view recipient);
// The same of the sender and the recipient of a connect.
std::string deverped(const Fact& connect);

}  // namespace greycache
