// All that decides, put together from the settings and the lists.
#include "greycache/engine/policy_set.h"

#include <utility>

namespace greycache {

std::shared_ptr<const PolicySet> make_policy_set(const Settings& settings,
                                                 std::shared_ptr<const ListSet> list_set,
                                                 std::shared_ptr<const OptLists> opt_lists,
                                                 std::shared_ptr<const Expectations> expectations,
                                                 bool knows_expectations) {
  auto set = std::make_shared<PolicySet>();
  set->rules = rules_of(settings);
  set->source_rules = {set->rules.greymethod, set->rules.ipv6_prefix,
                       list_set->smart_patterns.get()};
  set->lists = {list_set->whitelist.get(), opt_lists.get(), list_set->discrimination.get(),
                expectations.get(), knows_expectations};
  set->list_set = std::move(list_set);
  set->opt_lists = std::move(opt_lists);
  set->expectations = std::move(expectations);
  return set;
}

}  // namespace greycache
