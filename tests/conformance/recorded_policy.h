// The settings and lists of one folder of recordings.
#pragma once

#include <filesystem>

#include "greycache/policy/admission.h"

namespace greycache {

struct RecordedPolicy {
  Rules rules;
  SourceRules source_rules;
  ClientWhitelist client_whitelist;
  OptLists opt_lists;
  Discrimination discrimination;
  SmartPatterns patterns;

  Lists lists() const { return {&client_whitelist, &opt_lists, &discrimination}; }
};

// Reads the folder; throws std::runtime_error where it does not hold what a recording holds. AWL
// entries are refreshed at every hit, as in the original.
void read_recorded_policy(const std::filesystem::path& folder, RecordedPolicy& policy);

}  // namespace greycache
