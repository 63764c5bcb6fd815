// Looking an address up: itself, its user, its domain and those above it in tables, patterns last.
#include "greycache/policy/lists/address_whitelist.h"

#include "common/text.h"

namespace greycache {

namespace {

std::string_view without_dot(std::string_view address) {
  if (address.ends_with('.')) address.remove_suffix(1);
  return address;
}

}  // namespace

std::string_view envelope_domain(std::string_view address) {
  const std::size_t at = address.rfind('@');
  return at == address.npos ? std::string_view() : without_dot(address.substr(at + 1));
}

void AddressSet::add(const AddressNames& names) {
  for (const std::string& address : names.addresses) addresses_.insert(address);
  for (const std::string& local_part : names.local_parts) local_parts_.insert(local_part);
  for (const std::string& domain : names.domains) domains_.insert(domain);
  patterns_.add(names.patterns);
}

std::size_t AddressSet::size() const {
  return addresses_.size() + local_parts_.size() + domains_.size() + patterns_.size();
}

bool AddressSet::holds(std::string_view address) const {
  if (!addresses_.empty() && addresses_.contains(without_dot(address))) return true;
  if (!local_parts_.empty() && local_parts_.contains(address.substr(0, address.rfind('@')))) {
    return true;
  }
  if (!domains_.empty()) {
    const std::string_view domain = envelope_domain(address);
    if (domains_.contains(domain) || domains_.holds_above(domain)) return true;
  }
  return matches_pattern(address);
}

// A cut one could end like another's: "x@good.example" of "x@good.example.evil.example".
bool AddressSet::matches_pattern(std::string_view address) const {
  return address.size() <= Pattern::kMaxSubject && patterns_.matches(address, address);
}

AddressWhitelist::AddressWhitelist(std::span<const AddressEntries> lists) {
  for (const AddressEntries& list : lists) {
    always_.add(list.always);
    of_organisation_.add(list.of_organisation);
  }
}

AddressWhitelist::Held AddressWhitelist::held(std::string_view address) const {
  lower_ascii(address, lower_);
  if (always_.holds(lower_)) return Held::always;
  return !of_organisation_.empty() && of_organisation_.holds(lower_) ? Held::of_organisation
                                                                     : Held::no;
}

}  // namespace greycache
