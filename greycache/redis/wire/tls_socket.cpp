// A RedisSocket of the system that speaks TLS.
#include "greycache/redis/wire/tls_socket.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "greycache/event/libevent_loop.h"
#include "greycache/redis/wire/plain_socket.h"

namespace greycache {

namespace {

constexpr std::size_t kDecryptedBytes = std::size_t{64} << 10;

}  // namespace

TlsSocket::TlsSocket(LibeventLoop& loop, TlsContext& context, Events events)
    : loop_(loop), context_(context), events_(std::move(events)) {}

tl::expected<void, std::string> TlsSocket::connect(const RedisPlace& place) {
  close();
  const auto context = context_.now();
  if (!context) return tl::unexpected(context.error());
  SocketResult connected = begin_connection(place);
  if (!connected) return tl::unexpected(std::move(connected.error()));
  peer_ = {&context_.tls(), place.host, {}};
  begin(connected->release(), *context);
  return {};
}

void TlsSocket::begin(int connecting, ssl_ctx_st* context) {
  SSL* connection = SSL_new(context);
  if (connection == nullptr) throw std::bad_alloc();
  expect_peer(connection, peer_);
  // Callbacks from the loop only: what they call may be what called send().
  stream_ = bufferevent_openssl_socket_new(loop_.base(), connecting, connection,
                                           BUFFEREVENT_SSL_CONNECTING,
                                           BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
  if (stream_ == nullptr) throw std::bad_alloc();
  const auto readable = [](bufferevent*, void* self) { static_cast<TlsSocket*>(self)->receive(); };
  const auto event = [](bufferevent*, short what, void* self) {
    static_cast<TlsSocket*>(self)->on_event(what);
  };
  bufferevent_setcb(stream_, readable, nullptr, event, this);
  bufferevent_enable(stream_, EV_READ | EV_WRITE);
}

void TlsSocket::close() {
  if (stream_ == nullptr) return;
  // The stream may live until the loop's next turn, where this is one of its callbacks.
  SSL_set_app_data(bufferevent_openssl_get_ssl(stream_), nullptr);
  bufferevent_free(std::exchange(stream_, nullptr));
}

void TlsSocket::send(std::string_view bytes) {
  if (stream_ != nullptr) bufferevent_write(stream_, bytes.data(), bytes.size());
}

std::size_t TlsSocket::unsent() const {
  return stream_ == nullptr ? 0 : evbuffer_get_length(bufferevent_get_output(stream_));
}

std::string TlsSocket::obstacle() const {
  if (stream_ == nullptr) return {};
  const SSL* connection = bufferevent_openssl_get_ssl(stream_);
  // Before the first message it is the connection itself that is not there.
  const bool greeting = SSL_in_init(connection) && SSL_get_state(connection) != TLS_ST_BEFORE;
  return greeting ? ": TLS did not begin there in time: is that its tls-port, or does it hang?"
                  : "";
}

void TlsSocket::receive() {
  // One loop thread: a buffer for all reads.
  static std::array<char, kDecryptedBytes> buffer;
  // Who is given the bytes may close it.
  while (stream_ != nullptr) {
    const std::size_t length = bufferevent_read(stream_, buffer.data(), buffer.size());
    if (length == 0) return;
    events_.on_bytes({buffer.data(), length});
  }
}

unsigned long TlsSocket::openssl_error() {
  // Where the network failed libevent gives SSL_get_error()'s number in the place of an error, and
  // OpenSSL from 3.5 on the system's.
  unsigned long error = bufferevent_get_openssl_error(stream_);
  if (error != SSL_ERROR_SYSCALL && !ERR_SYSTEM_ERROR(error)) return error;
  // A server that does not take our certificate says so and closes at once; writing fails before
  // that is read.
  ERR_clear_error();
  char byte = 0;
  if (SSL_read(bufferevent_openssl_get_ssl(stream_), &byte, 1) > 0) return 0;
  error = ERR_peek_last_error();
  ERR_clear_error();
  return error;
}

void TlsSocket::on_event(short what) {
  const int system_error = errno;
  if ((what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) == 0) return;
  const unsigned long error = openssl_error();
  const std::string refusal = tls_refusal(peer_, error);
  std::string reason;
  if (error != 0) {
    reason = tls_error(error);
  } else if ((what & BEV_EVENT_ERROR) != 0 && system_error != 0) {
    reason = strerror(system_error);
  }
  close();
  if (refusal.empty()) return events_.on_gone(reason);
  events_.on_refused(refusal);
}

}  // namespace greycache
