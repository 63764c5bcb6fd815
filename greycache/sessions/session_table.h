// All sessions: their number, their limits, their end.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "common/file_descriptor.h"
#include "greycache/engine/statistics.h"
#include "greycache/sessions/session.h"
#include "greycache/sessions/session_keeper.h"

namespace greycache {

class SessionTable final : public SessionKeeper {
 public:
  struct Limits {
    std::size_t max_connections = 4096;
    std::size_t max_request = 65536;  // bytes
    std::chrono::milliseconds idle_timeout{3600'000};
    std::chrono::milliseconds request_arrival{60'000};  // from a request's first byte to its last
  };

  SessionTable(EventLoop& loop, Engine& engine, Statistics& statistics);
  ~SessionTable();
  SessionTable(const SessionTable&) = delete;
  SessionTable& operator=(const SessionTable&) = delete;

  void set_limits(const Limits& limits) { limits_ = limits; }
  std::size_t max_request() const override { return limits_.max_request; }

  bool full() const { return sessions_.size() >= limits_.max_connections; }
  std::size_t size() const { return sessions_.size(); }

  void add(FileDescriptor connection);
  // Not subject to max_connections: it takes the place of the one it came by.
  void adopt(FileDescriptor connection, std::string_view bytes) override;
  // A session of the process before this one.
  void resume(PassedSocket session);
  void retire(Session& session) override;

  // Destroys what was retired; called between turns, when no session's code runs.
  void sweep();
  // Closes sessions that are quiet for too long. Called about once a second.
  void close_idle();
  // Gives the memory of a crowd back that has left. Called about once a second.
  void give_memory_back();
  // Closes sessions that have nothing with the engine; the others close when answered.
  void close_quiet();

  // For a takeover: sessions read no more; then all of them leave, or go on where it is none. Those
  // that end anyway are closed.
  void pause_all();
  void go_on_all();
  std::vector<PassedSocket> give_up_all();

  std::span<char> buffer() override { return buffer_; }

  // Each is logged at most once a minute.
  void refused_request(std::size_t length) override;
  void refused_reply() override;
  void helper_said(std::string_view words) override;

  Session::Clock::time_point now() const override { return now_; }
  void set_now(Session::Clock::time_point now) { now_ = now; }

 private:
  Session& create(FileDescriptor connection);
  // Whether a minute has passed since the last time.
  bool may_log(Session::Clock::time_point& logged) const;

  EventLoop& loop_;
  Engine& engine_;
  Statistics& statistics_;
  Limits limits_;
  std::map<std::uint64_t, std::unique_ptr<Session>> sessions_;  // by their serials
  std::vector<Session*> retired_;
  std::size_t most_since_trim_ = 0;  // sessions at a time
  std::array<char, 8192> buffer_;
  Session::Clock::time_point now_;
  Session::Clock::time_point too_long_logged_{};
  Session::Clock::time_point reply_logged_{};
};

}  // namespace greycache
