// A cut name ends in a hash, so that only the whole one tells whether it is meant.
#include "greycache/panel/entry_names.h"

#include <string>

#include "common/utf8.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/organisation/unit.h"

namespace greycache {

namespace {

// Of an organisation whose name is too long for an entry.
bool is_domain_of_cut(std::string_view organisation, std::string_view domain) {
  std::string whole = name_of_part(domain);
  while (key_part(whole, kOrganisationLimit) != organisation) {
    const std::size_t dot = whole.find('.');
    if (dot == std::string::npos) return false;
    whole.erase(0, dot + 1);
  }
  return true;
}

}  // namespace

bool is_whole_name(std::string_view part) {
  return cut_name(part).empty() && is_utf8(name_of_part(part));
}

bool is_domain_of(std::string_view of_entry, std::string_view domain) {
  if (domain == of_entry) return true;
  if (!cut_name(of_entry).empty()) return is_domain_of_cut(of_entry, domain);
  return domain.size() > of_entry.size() && domain.ends_with(of_entry) &&
         domain[domain.size() - of_entry.size() - 1] == '.';
}

bool is_organisation_of(std::string_view of_entry, std::string_view organisation) {
  return organisation == of_entry ||
         key_part(name_of_part(organisation), kOrganisationLimit) == of_entry;
}

}  // namespace greycache
