// A mail that waits, as the panel shows it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "greycache/history/history_row.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/rules.h"

namespace greycache {

// Names are key parts. What is not known is empty.
struct WaitingMail {
  std::string client;        // its address, or else its source
  std::string client_name;   // verified
  std::string organisation;  // of the client
  Fact entry;
  // As far as the entry tells: names are cut there, and its organisation may stand elsewhere. The
  // mail's own where the history remembers it.
  std::string reference;
  bool remembered = false;
  // As the history remembers it: of the envelope, and whether its last attempt passed.
  std::string sender;
  bool passed = false;
  std::string passes_because;  // at its next attempt; empty: nothing is known that lets it
};

// Of entries in an order, in that order. The entry of a network and the one of its organisation
// that were made together are one mail.
std::vector<WaitingMail> mails_of_entries(const std::vector<Fact>& entries);

// Adds what the history has of them, by their references.
void add_history(const std::vector<HistoryRow>& rows, std::vector<WaitingMail>& mails);

// The same by its first attempt, where the rows of that moment name one mail. Its reference is
// theirs.
void add_first_attempt(const std::vector<HistoryRow>& rows, WaitingMail& mail);

// The envelope's own names, so that what is let through by them is this mail: not those of an entry
// that are cut, or an organisation's.
struct Envelope {
  std::string sender;  // empty: the null sender
  std::string recipient;
};
std::optional<Envelope> envelope_of(const WaitingMail& mail);

// An object: client, client_name, organisation, sender, recipient, named (whether these are
// envelope_of()), since, may_pass_at, let_through (whether it passes at its next attempt), because
// (why; else null), reference (null where the history has none).
std::string mail_json(const WaitingMail& mail, const Rules& rules);

}  // namespace greycache
