// All that decides, as one immutable set that a reload replaces as a whole.
#pragma once

#include <memory>

#include "greycache/config/lists/list_files.h"
#include "greycache/config/settings.h"
#include "greycache/policy/admission.h"
#include "greycache/policy/rules.h"

namespace greycache {

struct PolicySet {
  Rules rules;
  SourceRules source_rules;
  Lists lists;
  // Keep alive what source_rules and lists point to.
  std::shared_ptr<const ListSet> list_set;
  std::shared_ptr<const OptLists> opt_lists;
  std::shared_ptr<const Expectations> expectations;
  SameOrganisation same_organisation;

  // What an operator has had forgotten.
  ForgottenNow forgotten(UnixTime now) const {
    return {expectations ? expectations->forgotten() : nullptr, now};
  }
};

// `opt_lists` may be null: who has opted is not known (see Lists). So may `expectations`, of which
// `knows_expectations` says whether there are no others.
std::shared_ptr<const PolicySet> make_policy_set(
    const Settings& settings, std::shared_ptr<const ListSet> list_set,
    std::shared_ptr<const OptLists> opt_lists,
    std::shared_ptr<const Expectations> expectations = nullptr, bool knows_expectations = true);

}  // namespace greycache
