// The control socket: one command a connection, from greyctl.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "common/file_descriptor.h"
#include "greycache/control/question_server.h"
#include "greycache/event/event_loop.h"

namespace greycache {

// A command is one line; the answer is text up to the end of the connection, whose first line is
// "ok" or "error: REASON". Peers must be root or the daemon's own user (SO_PEERCRED). A command of
// kLongestControlLine (core/control_link.h) bytes or more is not answered.
class Control {
 public:
  // Answers now or later, exactly once, on the loop's thread.
  using Reply = QuestionServer::Reply;
  using Handler = std::function<void(const std::string& command, Reply reply)>;

  // Gets the connection itself, and answers on it.
  using OnConnection = std::function<void(FileDescriptor connection)>;

  // The same of who moves in or out: for commands that MovingConnections::serves().
  using OnMoving = std::function<void(const std::string& command, FileDescriptor connection)>;

  // `on_takeover`: a new daemon asks for everything (takeover.h). `on_renew`: a new daemon is to be
  // started; what became of it is the answer.
  Control(EventLoop& loop, FileDescriptor listening, Handler handler, OnConnection on_takeover,
          OnConnection on_renew, OnMoving on_moving);

  int descriptor() const { return server_.descriptor(); }
  void listen_on(FileDescriptor listening) { server_.listen_on(std::move(listening)); }

 private:
  void ask(const std::string& command, Reply reply, FileDescriptor& connection);

  Handler handler_;
  OnConnection on_takeover_;
  OnConnection on_renew_;
  OnMoving on_moving_;
  QuestionServer server_;
};

}  // namespace greycache
