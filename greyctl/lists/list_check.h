// What "greyctl list-check" tells: the lists and lines that hold a client, a sender or recipient.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/config/lists/listed_line.h"
#include "greycache/config/settings.h"

namespace greycache {

struct ListMatch {
  ListedLine place;     // without a line where a list is as shipped
  std::string meaning;  // "whitelisted, and not greylisted"
  bool counts = true;   // false: the settings do not ask this list; `meaning` says why
};

struct ListCheck {
  std::vector<ListMatch> matches;
  std::vector<std::string> complaints;  // of the lists: sentences
  bool readable = true;                 // false: a list could not be read
};

// Of an address, a client's verified name, a mail address (as a sender and as a recipient), or
// several of these, in any order. Reads the settings' lists as they
// are now; asks no store and no daemon. The error says what is wrong with the words.
tl::expected<ListCheck, std::string> check_lists(const Settings& settings,
                                                 const std::vector<std::string>& words);

// A line for each match, or one that says that there is none.
std::string list_check_text(const ListCheck& check);
std::string list_check_json(const ListCheck& check);

}  // namespace greycache
