// What went wrong with TLS, and what would be right, for people.
#pragma once

#include <string>
#include <vector>

#include "greycache/redis/redis_tls.h"

struct ssl_st;
struct x509_store_ctx_st;

namespace greycache {

// Of one connection; set as its SSL_set_app_data() by expect_peer().
struct TlsPeer {
  const RedisTls* tls = nullptr;
  std::string address;  // that is connected to, numeric
  std::string refusal;  // why its certificate was refused, once it was
};

// The certificate must be for peer.tls->name or else peer.address; a name is asked for by SNI, too.
// `peer` must outlive the connection.
void expect_peer(ssl_st* connection, TlsPeer& peer);

// The verify callback of OpenSSL: notes in the TlsPeer why a certificate is refused.
int note_refusal(int good, x509_store_ctx_st* verification);

// What a handshake or a connection ended with, in OpenSSL's numbers, oldest first.
std::string tls_error(const TlsPeer& peer, const std::vector<unsigned long>& errors);

}  // namespace greycache
