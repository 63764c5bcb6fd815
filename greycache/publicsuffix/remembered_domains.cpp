// The memory in front of the list.
#include "greycache/publicsuffix/remembered_domains.h"

#include <utility>

#include "common/keyed_hash.h"

namespace greycache {

std::string RememberedDomains::registrable_domain(std::string_view name) {
  if (name.size() > SuffixList::kLongestName) return "";
  const std::uint64_t key = keyed_hash(name);
  if (const std::string* const domain = domains_.find(key)) return *domain;
  ++asked_;
  std::string domain = list_->registrable_domain(name);
  domains_.insert(key, domain);
  return domain;
}

void RememberedDomains::use(std::shared_ptr<const SuffixList> list) {
  list_ = std::move(list);
  domains_ = RecentMap<std::string>(kMost);
}

}  // namespace greycache
