// Decides for each request whether it is handed over, relayed or answered by the fallback.
#include "policy-helper/forwarder.h"

#include <syslog.h>

#include <array>
#include <cstdio>

#include "policy-helper/handover_attempt.h"

namespace greycache {

namespace {

using State = ClientConnection::State;

constexpr std::size_t kLongestFallbackReply = 256;

}  // namespace

Forwarder::Forwarder(const CommandLine& line, int input, int output)
    : line_(line),
      client_(input, output),
      daemon_(line.socket),
      log_(line.socket),
      handover_possible_(!line.relay && may_hand_over(input, output)),
      handover_due_(handover_possible_) {}

void Forwarder::run() {
  serve();
  log_.deliver();
}

void Forwarder::serve() {
  begin_budget();
  for (auto state = client_.state(); state != State::ended; state = client_.state()) {
    if (handover_due_) {
      if (handed_over()) return;
      state = client_.state();  // a request that came meanwhile has the budget that is left
    }
    if (state == State::idle) {
      client_.wait();
    } else {
      if (!read_request() || !answer()) return;
    }
    begin_budget();
  }
}

void Forwarder::begin_budget() {
  deadline_ = Deadline::after(line_.timeout);
}

bool Forwarder::handed_over() {
  const Deadline half = Deadline::after(line_.timeout / 2);
  const Handover outcome = hand_over(line_.socket, client_.descriptor(), client_.bytes(), half);
  handover_due_ = outcome == Handover::unreachable;
  handover_refused_ = outcome == Handover::refused;
  if (outcome == Handover::taken) daemon_is_there();
  return outcome == Handover::taken;
}

// The budget is the daemon's: time that smtpd takes to send its request does not count.
bool Forwarder::read_request() {
  while (true) {
    switch (client_.read()) {
      case ClientConnection::Reading::complete:
        return true;
      case ClientConnection::Reading::waited:
        begin_budget();
        break;
      case ClientConnection::Reading::ended:
        return false;
      case ClientConnection::Reading::stalled:
        log_.say(LOG_WARNING, "a request was begun and not completed: closing");
        return false;
      case ClientConnection::Reading::too_long:
        log_.say(LOG_WARNING, "a request exceeds %zu bytes: closing", kLongestRequest);
        return false;
    }
  }
}

bool Forwarder::answer() {
  const std::string_view reply = daemon_.exchange(client_.request(), deadline_);
  if (reply.empty()) return answer_fallback();
  const bool written = client_.write(reply);
  client_.remove_request();
  // Only a daemon that answers requests can be said to have refused a handover.
  if (handover_refused_) {
    log_.say(LOG_NOTICE, "%s did not acknowledge a handover: relaying", line_.socket);
  }
  handover_refused_ = false;
  daemon_is_there();
  return written;
}

// The answer goes first: syslog(3) may wait for a log daemon that is stuck.
bool Forwarder::answer_fallback() {
  std::array<char, kLongestFallbackReply> reply;
  const int length = snprintf(reply.data(), reply.size(), "action=%s\n\n", line_.fallback);
  const bool written = client_.write({reply.data(), static_cast<std::size_t>(length)});
  client_.remove_request();
  handover_due_ = handover_possible_;
  handover_refused_ = false;
  if (fallbacks_++ == 0) {
    log_.say(LOG_WARNING, "no answer from %s within %lld ms (%s): answering action=%s",
             line_.socket, static_cast<long long>(line_.timeout.count()), daemon_.failure(),
             line_.fallback);
  }
  return written;
}

void Forwarder::daemon_is_there() {
  if (fallbacks_ > 0) {
    log_.say(LOG_NOTICE, "%s answers again, after %u fallback answers", line_.socket, fallbacks_);
  }
  fallbacks_ = 0;
  log_.deliver();
}

}  // namespace greycache
