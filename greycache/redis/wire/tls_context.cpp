// The certificates that TLS to Redis goes by.
#include "greycache/redis/wire/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "common/open_to_read.h"
#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/redis/wire/tls_words.h"

namespace greycache {

namespace {

// Tells one content of a file from another, without reading it.
std::string version_of(const std::string& path) {
  struct stat status {};
  if (path.empty() || stat(path.c_str(), &status) != 0) return "-";
  return fmt::format("{}.{}.{}.{}.{}", status.st_dev, status.st_ino, status.st_size,
                     status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

// What update-ca-certificates(8) changes: the bundle, and the directory of links to its parts.
std::string version_of_system_store() {
  return version_of(X509_get_default_cert_file()) + " " + version_of(X509_get_default_cert_dir());
}

std::string versions_of(const RedisTls& tls) {
  return (tls.ca_file.empty() ? version_of_system_store() : version_of(tls.ca_file)) + " " +
         version_of(tls.certificate_file) + " " + version_of(tls.key_file);
}

std::string of_file(std::string_view setting, const std::string& path, std::string_view wrong) {
  return fmt::format("{} {}: {}", setting, escaped(path), wrong);
}

// Why a file cannot be read, in errno's words: OpenSSL's are of its inside.
std::string obstacle(const std::string& path) {
  const FileDescriptor file = open_to_read(path);
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) return strerror(errno);
  return S_ISREG(status.st_mode) ? std::string() : "is no regular file";
}

bool others_may_use(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && (status.st_mode & 07) != 0;
}

// Each gives the sentence about what is wrong, or nothing.
std::string take_authorities(SSL_CTX* context, const std::string& path) {
  if (path.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) == 1) return {};
    return "the system's certificate authorities cannot be read";
  }
  if (const std::string wrong = obstacle(path); !wrong.empty()) {
    return of_file("redis_ca_file", path, wrong);
  }
  ERR_clear_error();
  if (SSL_CTX_load_verify_locations(context, path.c_str(), nullptr) == 1) return {};
  if (ERR_GET_REASON(ERR_peek_error()) == X509_R_NO_CERTIFICATE_OR_CRL_FOUND) {
    return of_file("redis_ca_file", path, "holds no certificates in PEM form");
  }
  return of_file("redis_ca_file", path,
                 "holds a certificate that is broken (" + tls_error(ERR_peek_error()) + ")");
}

std::string take_certificate(SSL_CTX* context, const std::string& path) {
  if (const std::string wrong = obstacle(path); !wrong.empty()) {
    return of_file("redis_cert_file", path, wrong);
  }
  if (SSL_CTX_use_certificate_chain_file(context, path.c_str()) == 1) return {};
  return of_file("redis_cert_file", path, "holds no certificate in PEM form");
}

std::string take_key(SSL_CTX* context, const RedisTls& tls) {
  const std::string& path = tls.key_file;
  if (const std::string wrong = obstacle(path); !wrong.empty()) {
    return of_file("redis_key_file", path, wrong);
  }
  if (others_may_use(path)) {
    return of_file("redis_key_file", path, "may be used by others; chmod o= takes that away");
  }
  ERR_clear_error();
  if (SSL_CTX_use_PrivateKey_file(context, path.c_str(), SSL_FILETYPE_PEM) == 1) return {};
  if (ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH) {
    return of_file("redis_key_file", path,
                   "is not the key of redis_cert_file " + escaped(tls.certificate_file));
  }
  return of_file("redis_key_file", path, "holds no key in PEM form without a passphrase");
}

// A key that needs a passphrase is refused: there is nobody to ask.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const {
  SSL_CTX_free(context);
}

tl::expected<ssl_ctx_st*, std::string> TlsContext::now() {
  std::string versions = versions_of(tls_);
  if (context_ && versions == read_) return context_.get();
  auto made = read();
  if (!made && !context_) return tl::unexpected(std::move(made.error()));
  if (!made) {
    if (complaint_ != made.error()) {
      log_typed(LogType::dbaccess, 1, "{}; what was there before counts", made.error());
    }
    complaint_ = std::move(made.error());
    return context_.get();
  }
  context_ = std::move(*made);
  read_ = std::move(versions);
  complaint_.clear();
  return context_.get();
}

tl::expected<TlsContext::Handle, std::string> TlsContext::read() const {
  Handle context(SSL_CTX_new(TLS_client_method()));
  if (!context) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // Replies have lengths of their own: an end without a farewell cuts none short unseen.
  SSL_CTX_set_options(context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, note_refusal);
  std::string wrong = take_authorities(context.get(), tls_.ca_file);
  if (wrong.empty() && !tls_.certificate_file.empty()) {
    wrong = take_certificate(context.get(), tls_.certificate_file);
    if (wrong.empty()) wrong = take_key(context.get(), tls_);
  }
  ERR_clear_error();
  if (!wrong.empty()) return tl::unexpected(std::move(wrong));
  return context;
}

}  // namespace greycache
