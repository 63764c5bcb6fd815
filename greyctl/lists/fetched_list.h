// The lists that may come from elsewhere, and how each is read.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "greycache/policy/lists/client_entries.h"
#include "greycache/policy/lists/list_text.h"

namespace greycache {

struct FetchedList {
  const char* name = "";  // of its file
  // Of a whitelist; nullptr: the file holds one pattern.
  ClientEntries (*parse)(std::string_view text, ListComplaints& complaints) = nullptr;

  // What counts of its text: a line an entry, or the one line of a pattern.
  std::vector<ListLine> said(std::string_view text) const;
  // What is wrong with it, as --check-config says it.
  std::vector<std::string> complaints(std::string_view text) const;
};

// Those of SQLgrey's update_sqlgrey_config.
std::span<const FetchedList> fetched_lists();

}  // namespace greycache
