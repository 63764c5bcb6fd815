// What `greyctl import postgrey` is told.
#pragma once

#include <string>

namespace greycache {

struct PostgreyImportOptions {
  std::string directory = "/var/lib/postgrey";  // of its database
  std::string defaults;  // where POSTGREY_OPTS is; empty: /etc/default/postgrey, which may lack
  std::string lists;     // directory of its whitelists; empty: /etc/postgrey, or /etc/postfix
};

}  // namespace greycache
