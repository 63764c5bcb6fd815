// The bytes of policy requests, as Debian 12's Postfix sends them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "load/triplet.h"

namespace greycache {

// Requests of about 600 bytes: the attributes that tests/lib/greytest/policy_request.py sends, for
// a client with a verified name and TLS.
class RequestWriter {
 public:
  // `client_name`: at most 255 bytes.
  explicit RequestWriter(const std::string& client_name = "mail.sender.example");

  // One request with an `instance` that no other one has. It lies in this object until the next.
  std::string_view write(const Triplet& triplet);

 private:
  char* put_envelope(char* out, const Triplet& triplet);
  char* put_instance(char* out);

  std::string names_;
  std::string instance_start_;
  std::uint32_t count_ = 0;
  std::array<char, 1280> buffer_{};
};

}  // namespace greycache
