// All that decides, put together from the settings and the lists.
#include "greycache/engine/policy_set.h"

#include <utility>

#include "greycache/policy/organisation/same_organisation.h"

namespace greycache {

namespace {

// A request pays for no list that is empty.
const AddressWhitelist* unless_empty(const std::shared_ptr<const AddressWhitelist>& list) {
  return list == nullptr || list->empty() ? nullptr : list.get();
}

SameOrganisation same_organisation_by(int ipv6_prefix, std::shared_ptr<const ListSet> lists) {
  return [ipv6_prefix, lists = std::move(lists)](const std::optional<IpAddress>& address,
                                                 const PolicyRequest& request,
                                                 std::string_view sender_domain) {
    const RegistrableDomain domain = [&](std::string_view name) {
      return lists->suffix_list->registrable_domain(name);
    };
    return of_one_organisation({ipv6_prefix, lists->smart_patterns.get(), &domain}, address,
                               request, sender_domain);
  };
}

}  // namespace

std::shared_ptr<const PolicySet> make_policy_set(const Settings& settings,
                                                 std::shared_ptr<const ListSet> list_set,
                                                 std::shared_ptr<const OptLists> opt_lists,
                                                 std::shared_ptr<const Expectations> expectations,
                                                 bool knows_expectations) {
  auto set = std::make_shared<PolicySet>();
  set->rules = rules_of(settings);
  set->source_rules = {set->rules.greymethod, set->rules.ipv6_prefix,
                       list_set->smart_patterns.get()};
  set->lists = {list_set->whitelist.get(),
                opt_lists.get(),
                list_set->discrimination.get(),
                expectations.get(),
                knows_expectations,
                unless_empty(list_set->recipients),
                unless_empty(list_set->senders),
                &set->same_organisation};
  set->same_organisation = same_organisation_by(set->rules.ipv6_prefix, list_set);
  set->list_set = std::move(list_set);
  set->opt_lists = std::move(opt_lists);
  set->expectations = std::move(expectations);
  return set;
}

}  // namespace greycache
