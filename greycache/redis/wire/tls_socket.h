// A RedisSocket of the system that speaks TLS: libevent's bufferevent for OpenSSL.
#pragma once

#include <memory>
#include <string>

#include "greycache/redis/wire/redis_socket.h"
#include "greycache/redis/wire/tls_context.h"
#include "greycache/redis/wire/tls_words.h"

struct bufferevent;

namespace greycache {

class LibeventLoop;

class TlsSocket : public RedisSocket {
 public:
  // Loop and context must outlive it.
  TlsSocket(LibeventLoop& loop, TlsContext& context, Events events);
  ~TlsSocket() override { close(); }

  tl::expected<void, std::string> connect(const RedisPlace& place) override;
  void send(std::string_view bytes) override;
  std::size_t unsent() const override;
  void close() override;
  std::string obstacle() const override;

 private:
  void begin(int connecting, ssl_ctx_st* context);
  void receive();
  void on_event(short what);
  unsigned long openssl_error();

  LibeventLoop& loop_;
  TlsContext& context_;
  Events events_;
  TlsPeer peer_;
  bufferevent* stream_ = nullptr;
};

}  // namespace greycache
