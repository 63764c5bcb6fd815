// Sessions come, go, and are looked at once a second.
#include "greycache/sessions/session_table.h"

#include <algorithm>
#include <utility>

#include "common/platform.h"
#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

namespace {

// Fewer come and go all day.
constexpr std::size_t kCrowd = 250;

}  // namespace

SessionTable::SessionTable(EventLoop& loop, Engine& engine, Statistics& statistics)
    : loop_(loop), engine_(engine), statistics_(statistics), now_(loop.now()) {}

SessionTable::~SessionTable() = default;

Session& SessionTable::create(FileDescriptor connection) {
  ++statistics_.connections;
  auto session = std::make_unique<Session>(loop_, engine_, *this, std::move(connection));
  const std::uint64_t serial = session->serial();
  Session& created = *sessions_.emplace(serial, std::move(session)).first->second;
  most_since_trim_ = std::max(most_since_trim_, sessions_.size());
  return created;
}

void SessionTable::add(FileDescriptor connection) {
  create(std::move(connection));
}

void SessionTable::adopt(FileDescriptor connection, std::string_view bytes) {
  ++statistics_.handovers;
  create(std::move(connection)).begin_with(bytes);
}

void SessionTable::resume(PassedSocket session) {
  create(std::move(session.descriptor)).begin_with(session.bytes, session.unsent);
}

void SessionTable::retire(Session& session) {
  retired_.push_back(&session);
}

void SessionTable::sweep() {
  for (Session* session : std::exchange(retired_, {})) sessions_.erase(session->serial());
}

void SessionTable::close_idle() {
  for (const auto& [serial, session] : sessions_) {
    if (session->with_engine()) continue;
    // A byte now and then makes no request arrive in time.
    const bool late = session->mid_request() && now_ - session->begun() >= limits_.request_arrival;
    if (late || now_ - session->quiet_since() >= limits_.idle_timeout) retire(*session);
  }
  sweep();
}

// malloc keeps what was freed below the top of its heap.
void SessionTable::give_memory_back() {
  if (most_since_trim_ < sessions_.size() + kCrowd) return;
  most_since_trim_ = sessions_.size();
  give_free_memory_back();
}

void SessionTable::pause_all() {
  for (const auto& [serial, session] : sessions_) session->pause();
}

void SessionTable::go_on_all() {
  for (const auto& [serial, session] : sessions_) session->go_on();
}

std::vector<PassedSocket> SessionTable::give_up_all() {
  std::vector<PassedSocket> passed;
  for (const auto& [serial, session] : sessions_) {
    if (session->can_give_up()) passed.push_back(session->give_up());
  }
  retired_.clear();
  sessions_.clear();
  return passed;
}

void SessionTable::close_quiet() {
  for (const auto& [serial, session] : sessions_) {
    if (!session->with_engine()) retire(*session);
  }
  sweep();
}

bool SessionTable::may_log(Session::Clock::time_point& logged) const {
  const bool first = logged == Session::Clock::time_point{};
  if (!first && now_ - logged < std::chrono::minutes(1)) return false;
  logged = now_;
  return true;
}

void SessionTable::refused_request(std::size_t length) {
  ++statistics_.refused_requests;
  if (!may_log(too_long_logged_)) return;
  log_typed(LogType::system, 1,
            "a request of {} bytes or more is over max_request ({}); closing its connection",
            length, limits_.max_request);
}

void SessionTable::refused_reply() {
  ++statistics_.refused_requests;
  if (!may_log(reply_logged_)) return;
  log_typed(LogType::system, 1,
            "a request that is a reply of a policy service: the other end of its connection is no "
            "Postfix, but perhaps this daemon; closing it");
}

void SessionTable::helper_said(std::string_view words) {
  log_typed(LogType::system, 1, "policy-helper: {}", escaped(words, 300));
}

}  // namespace greycache
