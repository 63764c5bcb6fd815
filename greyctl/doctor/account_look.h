// The files of who may use the panel, as greyweb reads them.
#pragma once

#include <string>

#include "common/account_rights.h"

namespace greycache {

struct AccountFacts {
  int error = 0;       // an errno: it cannot be read; ENOENT also where a link leads nowhere
  bool named = false;  // there is something of that name
  AccountPlace place;  // where nothing but reading failed
  AccountKeepers keepers;
  std::string damage;  // what keeps it from being one, a sentence; empty for nothing
  bool empty = false;  // it names nobody
};

AccountFacts look_at_account_facts(const std::string& path);

}  // namespace greycache
