// Of a build without the panel (-Dpanel=disabled): nobody reads them here.
#include "greyctl/doctor/account_look.h"

namespace greycache {

AccountFacts look_at_account_facts(const std::string&) {
  return {};
}

}  // namespace greycache
