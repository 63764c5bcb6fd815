// The load: keeps connections busy with requests, and takes the time of each answer.
#include "load/load.h"

#include <sys/epoll.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>

namespace greycache {

namespace {

constexpr double kNanoseconds = 1e9;

std::uint64_t now_nanoseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

std::uint64_t nanoseconds(double seconds) {
  return static_cast<std::uint64_t>(seconds * kNanoseconds);
}

double own_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

}  // namespace

Result Load::run(Connector& connector) {
  connect(connector);
  begin();
  std::uint64_t now = now_nanoseconds();
  while (!ends(now)) {
    turn(now);
    now = now_nanoseconds();
  }
  result_.seconds = static_cast<double>(now - start_) / kNanoseconds;
  drain();
  result_.next_first = mix_.next_first();
  result_.request_bytes = static_cast<double>(bytes_) / static_cast<double>(result_.requests);
  result_.own_seconds = own_cpu_seconds();
  clients_.clear();
  result_.helper_seconds = connector.end_helpers();
  return result_;
}

void Load::connect(Connector& connector) {
  epoll_ = FileDescriptor(epoll_create1(EPOLL_CLOEXEC));
  clients_.reserve(options_.connections);
  for (std::size_t number = 0; number < options_.connections; ++number) {
    Client& client = clients_.emplace_back(connector.open());
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &client;
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, client.socket(), &event) != 0) {
      throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
    idle_.push_back(&client);
  }
}

void Load::begin() {
  const std::uint64_t now = now_nanoseconds();
  start_ = now + nanoseconds(options_.warm_up);
  last_event_ = now;
  due_ = now;
  if (options_.rate > 0) return;
  for (Client* client : idle_) ask(*client, now_nanoseconds());
  idle_.clear();
}

bool Load::ends(std::uint64_t now) const {
  if (!warm_) return false;
  if (options_.seconds > 0) return now >= start_ + nanoseconds(options_.seconds);
  return result_.latency.count() >= options_.requests;
}

void Load::turn(std::uint64_t now) {
  if (!warm_ && now >= start_) {
    warm_ = true;
    start_ = now;
  }
  if (options_.rate > 0 && !draining_) ask_what_is_due(now);
  std::array<epoll_event, 128> events;
  const int count = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                               wait_milliseconds(now));
  if (count < 0 && errno != EINTR) throw std::runtime_error("epoll_wait failed");
  for (int index = 0; index < count; ++index) {
    serve(*static_cast<Client*>(events[static_cast<std::size_t>(index)].data.ptr));
  }
  if (count > 0) last_event_ = now;
  if (outstanding_ > 0 && now > last_event_ + nanoseconds(options_.patience)) {
    throw std::runtime_error("no answer comes any more");
  }
}

void Load::serve(Client& client) {
  if (!client.receive()) return;
  --outstanding_;
  const std::uint64_t now = now_nanoseconds();
  if (warm_ && !draining_) count(client, now);
  if (draining_ || options_.rate > 0) {
    idle_.push_back(&client);
  } else {
    ask(client, now);
  }
}

void Load::count(const Client& client, std::uint64_t now) {
  result_.latency.add(now - client.since());
  if (!client.as_expected()) ++result_.unexpected;
  const auto found = result_.verbs.find(client.verb());
  if (found != result_.verbs.end()) {
    ++found->second;
  } else {
    result_.verbs.emplace(client.verb(), 1);
  }
}

void Load::ask(Client& client, std::uint64_t since) {
  const Triplet triplet = mix_.next();
  const std::string_view request = writer_.write(triplet);
  client.send(request, since, should_pass(triplet));
  bytes_ += request.size();
  ++result_.requests;
  ++outstanding_;
}

void Load::ask_what_is_due(std::uint64_t now) {
  const auto interval = nanoseconds(1 / options_.rate);
  while (due_ <= now && !idle_.empty()) {
    Client* client = idle_.back();
    idle_.pop_back();
    ask(*client, due_);
    due_ += interval;
  }
}

// Less than a millisecond is waited for in a busy loop: a timer would be late by more than that.
int Load::wait_milliseconds(std::uint64_t now) const {
  constexpr int kLongest = 100;
  if (draining_ || options_.rate <= 0 || idle_.empty()) return kLongest;
  if (due_ <= now) return 0;
  return static_cast<int>(std::min<std::uint64_t>((due_ - now) / 1'000'000, kLongest));
}

// So that no request is cut off, and the next run finds an idle service.
void Load::drain() {
  draining_ = true;
  while (outstanding_ > 0) turn(now_nanoseconds());
}

}  // namespace greycache
