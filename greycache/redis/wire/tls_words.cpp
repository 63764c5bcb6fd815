// What went wrong with TLS, and what would be right.
#include "greycache/redis/wire/tls_words.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstring>
#include <ctime>
#include <memory>
#include <new>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestName = 80;
constexpr int kMostNames = 5;

std::string bytes_of(const ASN1_STRING* text) {
  const auto* begin = reinterpret_cast<const char*>(ASN1_STRING_get0_data(text));
  return {begin, static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// Of a subject or issuer: its common name, or all of it.
std::string text_of(const X509_NAME* name) {
  const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (at >= 0) {
    const std::string text = bytes_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    return "\"" + escaped(text, kLongestName) + "\"";
  }
  std::array<char, 256> line{};
  X509_NAME_oneline(name, line.data(), line.size());
  return "\"" + escaped(line.data(), kLongestName) + "\"";
}

std::string address_of(const ASN1_OCTET_STRING* bytes) {
  const int family = ASN1_STRING_length(bytes) == 4 ? AF_INET : AF_INET6;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (family == AF_INET6 && ASN1_STRING_length(bytes) != 16) return "an address of another kind";
  inet_ntop(family, ASN1_STRING_get0_data(bytes), text.data(), text.size());
  return text.data();
}

std::string text_of(const GENERAL_NAME* name) {
  if (name->type == GEN_DNS) return escaped(bytes_of(name->d.dNSName), kLongestName);
  if (name->type == GEN_IPADD) return address_of(name->d.iPAddress);
  return {};
}

// "redis.example, 192.0.2.1": what a certificate is for.
std::string names_of(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, void (*)(GENERAL_NAMES*)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free);
  if (!names) return text_of(X509_get_subject_name(certificate)) + " (as common name only)";
  std::string all;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const std::string name = text_of(sk_GENERAL_NAME_value(names.get(), i));
    if (name.empty()) continue;
    if (i >= kMostNames) return all + ", ...";
    all += (all.empty() ? "" : ", ") + name;
  }
  return all.empty() ? "no name or address" : all;
}

std::string text_of(const ASN1_TIME* time) {
  tm parts{};
  std::array<char, 32> text{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unknown time";
  strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts);
  return text.data();
}

const std::string& expected_name(const TlsPeer& peer) {
  return peer.tls->name.empty() ? peer.address : peer.tls->name;
}

std::string not_for(const TlsPeer& peer, X509* certificate) {
  // A common name counts for names where there is nothing else, never for an address (RFC 6125).
  const std::string right =
      peer.tls->name.empty()
          ? "let it have one for this address, or name the right one of those in redis_tls_name"
          : "let redis_tls_name be one of those, or let it have one for this name";
  return fmt::format("its certificate is for {} and not for {}: {}", names_of(certificate),
                     escaped(expected_name(peer)), right);
}

std::string unknown_authority(const TlsPeer& peer, X509* certificate) {
  const std::string issuer = text_of(X509_get_issuer_name(certificate));
  if (peer.tls->ca_file.empty()) {
    return fmt::format(
        "its certificate is by {}, whom this system does not trust: name the "
        "certificate of that authority in redis_ca_file",
        issuer);
  }
  return fmt::format(
      "its certificate is by {}, who is not in redis_ca_file {}: the certificate "
      "of that authority belongs there",
      issuer, escaped(peer.tls->ca_file));
}

std::string refusal(int error, int depth, X509* certificate, const TlsPeer& peer) {
  const std::string whose = depth == 0 ? "its certificate"
                                       : "the certificate of its authority " +
                                             text_of(X509_get_subject_name(certificate));
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return fmt::format("{} expired on {}: it needs a new one", whose,
                         text_of(X509_get0_notAfter(certificate)));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fmt::format("{} counts from {} on: is a clock wrong?", whose,
                         text_of(X509_get0_notBefore(certificate)));
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return not_for(peer, certificate);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return unknown_authority(peer, certificate);
    default:
      return fmt::format("{} is refused: {}", whose, X509_verify_cert_error_string(error));
  }
}

// What the server answers where it does not take who connects.
std::string refused_by_server(const TlsPeer& peer, const std::string& alert) {
  if (peer.tls->certificate_file.empty()) {
    return "it wants a certificate of ours: name one that it accepts in redis_cert_file and "
           "redis_key_file";
  }
  return fmt::format("it does not accept the certificate of redis_cert_file {}: {}",
                     escaped(peer.tls->certificate_file), alert);
}

}  // namespace

void expect_peer(ssl_st* connection, TlsPeer& peer) {
  SSL_set_app_data(connection, &peer);
  const std::string& name = expected_name(peer);
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), name.c_str()) == 1) return;
  ERR_clear_error();
  SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (SSL_set1_host(connection, name.c_str()) != 1) throw std::bad_alloc();
  SSL_set_tlsext_host_name(connection, name.c_str());
}

int note_refusal(int good, x509_store_ctx_st* verification) {
  if (good == 1) return good;
  const auto* connection = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* peer = static_cast<TlsPeer*>(SSL_get_app_data(connection));
  X509* certificate = X509_STORE_CTX_get_current_cert(verification);
  if (peer != nullptr && certificate != nullptr) {
    peer->refusal = refusal(X509_STORE_CTX_get_error(verification),
                            X509_STORE_CTX_get_error_depth(verification), certificate, *peer);
  }
  return good;
}

std::string tls_refusal(const TlsPeer& peer, unsigned long error) {
  if (!peer.refusal.empty()) return peer.refusal;
  if (ERR_SYSTEM_ERROR(error)) return {};
  switch (ERR_GET_REASON(error)) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
      return "what is there speaks none: is that its tls-port?";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
      return "the server has neither TLS 1.2 nor 1.3: see its tls-protocols";
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
      return refused_by_server(peer, tls_error(error));
    default:
      return {};
  }
}

std::string tls_error(unsigned long error) {
  if (ERR_SYSTEM_ERROR(error)) return strerror(ERR_GET_REASON(error));
  const char* words = ERR_reason_error_string(error);
  return words == nullptr ? fmt::format("error {:#x} of OpenSSL", error) : words;
}

}  // namespace greycache
