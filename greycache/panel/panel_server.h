// The socket of the panel: one question a connection, from greyweb.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "common/file_descriptor.h"
#include "greycache/control/question_server.h"
#include "greycache/event/event_loop.h"

namespace greycache {

// A question is one line, the answer one line up to the end of the connection; what both hold says
// panel/question.h. Peers must be root, the daemon's own account or `user` (SO_PEERCRED). A line of
// kLongestPanelQuestion bytes or more is not answered. All on the loop's thread.
class PanelServer {
 public:
  using Reply = QuestionServer::Reply;
  using OnQuestion = std::function<void(const std::string& line, Reply reply)>;
  // At a time; further ones wait in the kernel's queue.
  static constexpr std::size_t kMostPeers = 32;

  // `user` is the name of an account, or empty; of one that does not exist yet the log tells.
  PanelServer(EventLoop& loop, FileDescriptor listening, const std::string& user,
              OnQuestion on_question);

  int descriptor() const { return server_.descriptor(); }
  void listen_on(FileDescriptor listening) { server_.listen_on(std::move(listening)); }

 private:
  QuestionServer server_;
};

}  // namespace greycache
