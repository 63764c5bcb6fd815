// Ends connections that take too long over one request, however busily they do it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "common/deadline.h"

namespace greycache::web {

// libmicrohttpd's own limit counts from the last byte, so that a byte a second lives for ever. Here
// a request must be there within kToAsk of the end of the one before, and its answer be read within
// kToAnswer of when it was made. What passes between these two is our time, and none is counted. A
// connection whose time is over is shut down (shutdown(2)); its thread then sees its end. Any
// thread.
class ConnectionWatch {
 public:
  static constexpr std::chrono::seconds kToAsk{15};
  static constexpr std::chrono::seconds kToAnswer{60};

  ConnectionWatch();
  ~ConnectionWatch();
  ConnectionWatch(const ConnectionWatch&) = delete;
  ConnectionWatch& operator=(const ConnectionWatch&) = delete;

  void allow(int fd, std::chrono::seconds span);
  // No time counts until allow() is called again. Before the descriptor is closed, too.
  void forget(int fd);

 private:
  void run();
  void end_late();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_map<int, Deadline> deadlines_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace greycache::web
