// Registrable domains that were found of late: a look-up in the list costs a microsecond.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "common/recent_map.h"
#include "greycache/publicsuffix/suffix_list.h"

namespace greycache {

// The last names and what the list says of them. One thread.
class RememberedDomains {
 public:
  explicit RememberedDomains(std::shared_ptr<const SuffixList> list) : list_(std::move(list)) {}

  // See SuffixList::registrable_domain().
  std::string registrable_domain(std::string_view name);

  // Of a reload. What was remembered is forgotten.
  void use(std::shared_ptr<const SuffixList> list);

  // Look-ups in the list itself.
  std::uint64_t asked() const { return asked_; }

  // Names of kLongestName bytes are the longest that are kept: 6 MB at the very most, 2 MB as a
  // rule.
  static constexpr std::size_t kMost = 16'384;

 private:
  std::shared_ptr<const SuffixList> list_;
  RecentMap<std::string> domains_{kMost};
  std::uint64_t asked_ = 0;
};

}  // namespace greycache
