// Looks through all of them once a second: there are at most some hundred.
#include "greyweb/http/connection_watch.h"

#include <sys/socket.h>

namespace greycache::web {

namespace {

constexpr std::chrono::seconds kBetweenLooks{1};

}  // namespace

ConnectionWatch::ConnectionWatch() : thread_([this] { run(); }) {}

ConnectionWatch::~ConnectionWatch() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void ConnectionWatch::allow(int fd, std::chrono::seconds span) {
  const std::lock_guard lock(mutex_);
  deadlines_.insert_or_assign(fd, Deadline::after(span));
}

void ConnectionWatch::forget(int fd) {
  const std::lock_guard lock(mutex_);
  deadlines_.erase(fd);
}

void ConnectionWatch::run() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kBetweenLooks, [this] { return ends_; })) end_late();
}

void ConnectionWatch::end_late() {
  const auto now = Deadline::now();
  for (auto& [fd, deadline] : deadlines_) {
    if (!deadline.passed(now)) continue;
    shutdown(fd, SHUT_RDWR);
    deadline = Deadline::never();
  }
}

}  // namespace greycache::web
