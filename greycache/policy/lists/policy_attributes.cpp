// The attributes of Postfix's policy requests, by name.
#include "greycache/policy/lists/policy_attributes.h"

#include <algorithm>
#include <array>

namespace greycache {

namespace {

constexpr std::array<std::string_view, 31> kNames{"request",
                                                  "protocol_state",
                                                  "protocol_name",
                                                  "helo_name",
                                                  "queue_id",
                                                  "sender",
                                                  "recipient",
                                                  "recipient_count",
                                                  "client_address",
                                                  "client_name",
                                                  "client_port",
                                                  "reverse_client_name",
                                                  "instance",
                                                  "sasl_method",
                                                  "sasl_username",
                                                  "sasl_sender",
                                                  "size",
                                                  "ccert_subject",
                                                  "ccert_issuer",
                                                  "ccert_fingerprint",
                                                  "ccert_pubkey_fingerprint",
                                                  "encryption_protocol",
                                                  "encryption_cipher",
                                                  "encryption_keysize",
                                                  "etrn_domain",
                                                  "stress",
                                                  "policy_context",
                                                  "server_address",
                                                  "server_port",
                                                  "compatibility_level",
                                                  "mail_version"};

}  // namespace

std::span<const std::string_view> policy_attributes() {
  return kNames;
}

bool is_policy_attribute(std::string_view name) {
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace greycache
