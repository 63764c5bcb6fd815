// A listening socket: accepts connections while there is room for them.
#pragma once

#include <functional>
#include <string>

#include "common/file_descriptor.h"
#include "greycache/event/event_loop.h"

namespace greycache {

// Accepts a bounded number a turn. While `room` says no, or descriptors have run out, connections
// wait in the kernel's queue and nothing spins.
class Listener {
 public:
  using Room = std::function<bool()>;
  using OnConnection = std::function<void(FileDescriptor)>;

  Listener(EventLoop& loop, FileDescriptor socket, Room room, OnConnection on_connection);

  // Looks again whether there is room; called when a connection has gone.
  void resume();
  // For a takeover: accepts no more, and connections wait in the kernel's queue; accepts again.
  void hold();
  void go_on();
  int descriptor() const { return socket_.get(); }

 private:
  void on_connection_waiting();
  void pause(int error);

  FileDescriptor socket_;
  Room room_;
  OnConnection on_connection_;
  Watcher watcher_;
  Timer pause_;
  bool exhausted_ = false;
  bool held_ = false;
};

}  // namespace greycache
