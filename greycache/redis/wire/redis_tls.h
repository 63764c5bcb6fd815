// How the connections to Redis are encrypted: files and names of the settings.
#pragma once

#include <string>

namespace greycache {

struct RedisTls {
  std::string ca_file;           // redis_ca_file; empty: whom the system trusts
  std::string certificate_file;  // redis_cert_file; empty: none is shown
  std::string key_file;          // redis_key_file
  // redis_tls_name: what the servers' certificates must be for; empty: the address of each.
  std::string name;
};

}  // namespace greycache
