// What went wrong with TLS, and what would be right, for people.
#pragma once

#include <string>

#include "greycache/redis/wire/redis_tls.h"

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

// Why a connection that ended with this error of OpenSSL (0: none) cannot be had until somebody
// mends something; empty where that is not so.
std::string tls_refusal(const TlsPeer& peer, unsigned long error);

// OpenSSL's own words, or the system's for an error of its.
std::string tls_error(unsigned long error);

}  // namespace greycache
