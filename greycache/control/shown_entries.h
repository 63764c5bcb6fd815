// What "show" answers: entries, and what is to be said besides.
#pragma once

#include <string>
#include <vector>

#include "common/json_object.h"
#include "greycache/engine/policy_set.h"
#include "greycache/policy/fact.h"

namespace greycache {

// The facts may hold what is over, was forgotten or waits no more: it is left out.
struct ShownEntries {
  std::string before{};  // lines
  std::vector<Fact> facts{};
  std::string nothing{};  // in the place of entries where there are none
  std::string after{};
  JsonObject members{};  // what an object has besides "entries" and "notes", the lines as texts

  // In words, or as one object.
  std::string answer(bool json, const PolicySet& policy, UnixTime now) &&;
};

}  // namespace greycache
