// One smtpd.
#include "tests/simulation/policy_client.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace greycache::simulation {

namespace {

std::pair<FileDescriptor, FileDescriptor> socket_pair() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
    throw std::runtime_error("no socket pair");
  }
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

}  // namespace

PolicyClient::PolicyClient(World& world, std::uint64_t seed, Callbacks callbacks)
    : world_(world), random_(seed), callbacks_(std::move(callbacks)) {}

PolicyClient::~PolicyClient() = default;

void PolicyClient::ask(Question question) {
  questions_.push_back(std::move(question));
  if (!busy_) begin();
}

void PolicyClient::begin() {
  busy_ = true;
  pausing_ = false;
  tries_ = 0;
  if (connection_) return send_piece();
  connect();
}

void PolicyClient::connect() {
  auto [own, others] = socket_pair();
  received_.clear();
  unsent_.clear();
  if (callbacks_.connect(std::move(others))) {
    connection_ = std::move(own);
    ++connections_;
    return send_piece();
  }
  if (++tries_ > kMostTries) {
    callbacks_.gave_up(questions_.front());
    return done();
  }
  world_.after(kBetweenTries, [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) connect();
  });
}

// The pieces of a request are cut where chance wants, the moments between too.
void PolicyClient::send_piece() {
  const Question& question = questions_.front();
  if (unsent_.empty()) {
    std::string rest = question.text;
    if (question.cut_off && random_.chance(500)) rest.resize(random_.below(rest.size()));
    for (int i = 1; i < question.pieces && rest.size() > 1; ++i) {
      const std::size_t length = 1 + random_.below(rest.size() - 1);
      unsent_.push_back(rest.substr(0, length));
      rest.erase(0, length);
    }
    unsent_.push_back(std::move(rest));
    std::ranges::reverse(unsent_);
  }
  const std::string piece = std::move(unsent_.back());
  unsent_.pop_back();
  const auto sent = send(connection_.get(), piece.data(), piece.size(), MSG_NOSIGNAL);
  callbacks_.sent();
  if (sent < 0) return lost();
  if (!unsent_.empty()) {
    world_.after(random_.between(World::Span(10), World::Span(30'000)),
                 [this, alive = std::weak_ptr(alive_), connection = connections_] {
                   if (alive.expired() || connections_ != connection || unsent_.empty()) return;
                   send_piece();
                 });
    return;
  }
  if (question.cut_off) {
    callbacks_.gave_up(question);
    connection_.reset();
    callbacks_.sent();
    return done();
  }
  callbacks_.asked(question);
}

void PolicyClient::look() {
  while (connection_) {
    std::array<char, 512> buffer;
    const auto length = recv(connection_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length <= 0) return lost();
    take({buffer.data(), static_cast<std::size_t>(length)});
  }
}

void PolicyClient::take(std::string_view bytes) {
  received_ += bytes;
  if (!busy_ || pausing_ || !unsent_.empty())
    return callbacks_.wrong("bytes that nobody asked for");
  const std::size_t end = received_.find("\n\n");
  if (end == std::string::npos) return;
  const std::string reply = received_.substr(0, end);
  if (received_.size() != end + 2) callbacks_.wrong("more than one reply");
  received_.clear();
  callbacks_.answered(questions_.front(), reply);
  done();
}

// Postfix asks again on another connection.
void PolicyClient::lost() {
  connection_.reset();
  unsent_.clear();
  if (!busy_ || pausing_) return;
  callbacks_.lost(questions_.front());
  connect();
}

void PolicyClient::done() {
  questions_.pop_front();
  busy_ = false;
  if (questions_.empty()) return;
  busy_ = pausing_ = true;
  world_.after(random_.between(World::Span(0), World::Span(2'000)),
               [this, alive = std::weak_ptr(alive_)] {
                 if (!alive.expired()) begin();
               });
}

}  // namespace greycache::simulation
