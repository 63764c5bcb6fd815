// A RedisSocket of the system, by TCP or unix socket.
#pragma once

#include <string>

#include "common/file_descriptor.h"
#include "common/socket.h"
#include "greycache/redis/wire/redis_socket.h"
#include "greycache/redis/wire/socket_event.h"

namespace greycache {

class LibeventLoop;

// Begins to connect; the connection may come later.
SocketResult begin_connection(const RedisPlace& place);

// Writes at once what the kernel takes: a look-up would wait for the loop's next turn otherwise.
class PlainSocket : public RedisSocket {
 public:
  PlainSocket(LibeventLoop& loop, Events events);

  tl::expected<void, std::string> connect(const RedisPlace& place) override;
  void send(std::string_view bytes) override;
  std::size_t unsent() const override { return unsent_.size(); }
  void close() override;

 private:
  void on_readable();
  // Bytes read; 0 where there are none or the connection is lost.
  std::size_t receive_some();
  void write_unsent();
  void lose(int error);

  LibeventLoop& loop_;
  Events events_;
  FileDescriptor socket_;
  std::string unsent_;
  bool silent_ = false;  // by TCP, and nothing was heard yet
  int write_error_ = 0;  // an errno that on_readable() is to tell
  EventHandle readable_;
  EventHandle writable_;
};

}  // namespace greycache
