// The certificates that TLS to Redis goes by, as OpenSSL takes them.
#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "greycache/redis/wire/redis_tls.h"

struct ssl_ctx_st;

namespace greycache {

// Verifies whoever it connects to; TLS 1.2 at least.
class TlsContext {
 public:
  explicit TlsContext(RedisTls tls) : tls_(std::move(tls)) {}

  const RedisTls& tls() const { return tls_; }

  // For the next connection: the files are read again where they are others than before. What
  // cannot be read any more is logged, and what was there before counts; where nothing was, the
  // error names the setting, the file and what is wrong with it.
  tl::expected<ssl_ctx_st*, std::string> now();

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  using Handle = std::unique_ptr<ssl_ctx_st, Free>;

  tl::expected<Handle, std::string> read() const;

  RedisTls tls_;
  Handle context_;
  std::string read_;       // the files that context_ is of
  std::string complaint_;  // the last that was logged
};

}  // namespace greycache
