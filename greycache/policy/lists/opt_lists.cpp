// The opt-in and opt-out rules over the four tables.
#include "greycache/policy/lists/opt_lists.h"

namespace greycache {

namespace {

std::string_view domain_of(std::string_view recipient) {
  const std::size_t first = recipient.find('@');
  if (first == std::string_view::npos) return {};
  const std::string_view rest = recipient.substr(first + 1);
  return rest.substr(0, rest.find('@'));
}

}  // namespace

const char* opt_table_name(OptTable table) {
  switch (table) {
    case OptTable::optin_domain:
      return "optin_domain";
    case OptTable::optin_email:
      return "optin_email";
    case OptTable::optout_domain:
      return "optout_domain";
    case OptTable::optout_email:
      break;
  }
  return "optout_email";
}

bool OptLists::greylisting_active(OptMethod method, std::string_view recipient) const {
  switch (method) {
    case OptMethod::optin:
      return (holds_domain(OptTable::optin_domain, recipient) &&
              !contains(OptTable::optout_email, recipient)) ||
             contains(OptTable::optin_email, recipient);
    case OptMethod::optout:
      return !((holds_domain(OptTable::optout_domain, recipient) &&
                !contains(OptTable::optin_email, recipient)) ||
               contains(OptTable::optout_email, recipient));
    case OptMethod::none:
      break;
  }
  return true;
}

std::size_t OptLists::memory() const {
  std::size_t bytes = 0;
  for (const NameSet& table : tables_) bytes += table.memory();
  return bytes;
}

bool OptLists::holds_domain(OptTable table, std::string_view recipient) const {
  const std::string_view domain = domain_of(recipient);
  return !domain.empty() && contains(table, domain);
}

}  // namespace greycache
