// A listening socket whose peers ask one question each, and get one answer.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "common/file_descriptor.h"
#include "greycache/event/event_loop.h"
#include "greycache/event/listener.h"

namespace greycache {

// A peer sends its question, is sent the answer, and its connection closes. What is over a limit
// closes without one; peers beyond `most_peers` wait in the kernel's queue. All on the loop's
// thread.
class QuestionServer {
 public:
  struct Options {
    std::string end;              // what ends a question
    std::size_t longest = 4096;   // bytes of a question with its end
    std::size_t most_peers = 16;  // at a time
    // From a peer's connect to its question, and from the answer to its last byte.
    std::chrono::milliseconds patience{10'000};
  };
  // Answers now or later, once; without effect where the peer is gone.
  using Reply = std::function<void(const std::string& text)>;
  // `question` is without its end. A callback that moves `connection` away keeps it, and does not
  // reply.
  using OnQuestion =
      std::function<void(const std::string& question, Reply reply, FileDescriptor& connection)>;
  // Whether a peer may ask at all.
  using Admits = std::function<bool(int connection)>;

  QuestionServer(EventLoop& loop, FileDescriptor listening, Options options, Admits admits,
                 OnQuestion on_question);
  ~QuestionServer();
  QuestionServer(const QuestionServer&) = delete;
  QuestionServer& operator=(const QuestionServer&) = delete;

  int descriptor() const { return listener_->descriptor(); }

  // Listens there from now on; who waits at the former socket is served first.
  void listen_on(FileDescriptor listening);

 private:
  class Peer;

  std::unique_ptr<Listener> listener_at(FileDescriptor listening);

  void accept(FileDescriptor connection);
  void drop(int key);

  EventLoop& loop_;
  Options options_;
  Admits admits_;
  OnQuestion on_question_;
  std::unordered_map<int, std::shared_ptr<Peer>> peers_;
  int next_key_ = 0;
  std::unique_ptr<Listener> listener_;
};

}  // namespace greycache
