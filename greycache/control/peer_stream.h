// A connection of greyctl that stays open: bytes in, answers out, both bounded.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "common/file_descriptor.h"
#include "greycache/event/event_loop.h"

namespace greycache {

// Its owner reads, then writes, then reads again: never both at a time. All on the loop's thread.
class PeerStream {
 public:
  struct Callbacks {
    // Some bytes have come.
    std::function<void(std::string_view bytes)> on_bytes;
    // All that write() was given is sent.
    std::function<void()> on_sent;
    // The peer is gone, or has not moved for as long as it may. The last call; the owner ends this
    // later, not within it.
    std::function<void()> on_end;
  };

  // `patience` is how long the peer may neither send what is read for nor take what is written.
  PeerStream(EventLoop& loop, FileDescriptor connection, std::chrono::milliseconds patience,
             Callbacks callbacks);

  // Calls on_bytes from now on.
  void read();
  // Calls on_bytes no more; `text` is sent.
  void write(std::string text);
  // Neither: the owner is busy, and the peer waits.
  void rest();

 private:
  void receive();
  void send_some();
  void end();

  FileDescriptor connection_;
  std::chrono::milliseconds patience_;
  Callbacks callbacks_;
  Watcher readable_;
  Watcher writable_;
  Timer timer_;
  std::string output_;
  std::size_t sent_ = 0;  // of the output
};

}  // namespace greycache
