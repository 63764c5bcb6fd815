// The control socket: one command a connection, from greyctl.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "common/file_descriptor.h"
#include "greycache/server/event_loop.h"
#include "greycache/server/listener.h"

namespace greycache {

// A command is one line; the answer is text up to the end of the connection, whose first line is
// "ok" or "error: REASON". Peers must be root or the daemon's own user (SO_PEERCRED). At most
// kMostPeers at a time, each for kPatience.
class Control {
 public:
  // Answers now or later, exactly once, on the loop's thread.
  using Reply = std::function<void(const std::string& text)>;
  using Handler = std::function<void(const std::string& command, Reply reply)>;

  // A new daemon asks for everything, on this connection (takeover.h).
  using OnTakeover = std::function<void(FileDescriptor connection)>;

  Control(EventLoop& loop, FileDescriptor listening, Handler handler, OnTakeover on_takeover);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  // For a takeover.
  FileDescriptor release() { return listener_.release(); }

  static constexpr std::size_t kMostPeers = 16;
  static constexpr std::size_t kLongestCommand = 4096;
  static constexpr std::chrono::milliseconds kPatience{10'000};

 private:
  class Peer;

  void accept(FileDescriptor connection);
  void drop(int key);

  EventLoop& loop_;
  Handler handler_;
  OnTakeover on_takeover_;
  std::unordered_map<int, std::shared_ptr<Peer>> peers_;
  int next_key_ = 0;
  Listener listener_;
};

}  // namespace greycache
