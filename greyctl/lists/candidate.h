// A list that was asked for: what is here, what came, and what is to become of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "greyctl/fetch/fetch.h"
#include "greyctl/lists/fetched_list.h"
#include "greyctl/lists/list_store.h"

namespace greycache {

enum class Verdict : std::uint8_t {
  same,         // nothing else at the server than here, or than was fetched before
  better,       // to be put in place
  refused,      // see faults_of()
  unreachable,  // the server, or the file here
};

struct Candidate {
  const FetchedList* list = nullptr;
  Verdict verdict = Verdict::unreachable;
  std::optional<std::string> before;  // what the list says here; nothing: there is no file
  LastFetched fetched;                // what came, where it is `same` or `better`
  std::vector<std::string> faults;    // sentences fit for a terminal: why it is none of these
};

// Asks the server at `place` (see parse_lists_address()) for the list, and judges it. What was
// fetched before is not asked for again where the copy is here and the list, too, or it was taken
// back. Blocks; writes nothing.
Candidate candidate_for(const FetchedList& list, const std::string& place, const ListStore& store,
                        const FetchLimits& limits);

}  // namespace greycache
