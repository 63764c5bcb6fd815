// What keeps a fetched list from being put in place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "greyctl/lists/fetched_list.h"

namespace greycache {

// Sentences, fit for a terminal; none where the list is good: it says nothing, is a page of HTML or
// no text, has a complaint of --check-config, takes in strangers (wide_entries.h), or has shrunk by
// more than a third of what `before` says (entries of a whitelist, bytes of a pattern).
std::vector<std::string> faults_of(const FetchedList& list, std::string_view before,
                                   std::string_view fetched);

}  // namespace greycache
