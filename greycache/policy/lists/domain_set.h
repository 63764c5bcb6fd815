// Domains, and whether a name lies within one of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "greycache/policy/lists/name_set.h"

namespace greycache {

// Names in lower case, without a dot at their end. One thread at a time.
class DomainSet {
 public:
  void insert(std::string_view domain) {
    domains_.insert(domain);
    const auto dots = std::count(domain.begin(), domain.end(), '.');
    most_labels_ = std::max(most_labels_, static_cast<std::size_t>(dots) + 1);
  }

  bool contains(std::string_view domain) const { return domains_.contains(domain); }

  // Whether it holds a domain above this name. From the right, and no further than the longest
  // domain has labels: a long name of many labels costs no more than the set is worth.
  bool holds_above(std::string_view name) const {
    std::size_t dot = name.size();
    for (std::size_t labels = 0; labels < most_labels_ && dot > 0; ++labels) {
      dot = name.rfind('.', dot - 1);
      if (dot == std::string_view::npos) return false;
      if (domains_.contains(name.substr(dot + 1))) return true;
    }
    return false;
  }

  std::size_t size() const { return domains_.size(); }
  bool empty() const { return domains_.empty(); }

 private:
  NameSet domains_;
  std::size_t most_labels_ = 0;  // of any domain
};

}  // namespace greycache
