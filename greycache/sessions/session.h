// One connection on the policy socket: bytes in, requests to the engine, replies out.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/file_descriptor.h"
#include "common/policy_request.h"
#include "greycache/engine/asker.h"
#include "greycache/engine/engine.h"
#include "greycache/event/event_loop.h"
#include "greycache/sessions/session_keeper.h"
#include "greycache/sessions/takeover.h"

namespace greycache {

// Speaks the server's side of SMTPD_POLICY_README: one reply a request, in order, never a byte
// unasked. What makes no sense is not answered: the connection closes, and Postfix tries again.
// A request that is answered at once is read, decided and answered where the keeper's buffer has
// it. What waits (for the engine, for its end, for the peer to take an answer) is the session's
// own, and meanwhile nothing more is read: so its memory is bounded by max_request plus one read. A
// connection that begins with a handover becomes the session of the connection it carries.
class Session final : public Asker {
 public:
  using Clock = std::chrono::steady_clock;

  Session(EventLoop& loop, Engine& engine, SessionKeeper& keeper, FileDescriptor connection);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Bytes that were read from the connection by somebody else, and the rest of an answer that has
  // to leave before.
  void begin_with(std::string_view bytes, std::string_view unsent = {});

  const PolicyRequest& request() const override { return request_; }
  void answer(const Action& action) override;

  // For a takeover: reads no more until the connection is given up, or nobody takes it.
  void pause();
  void go_on();
  // The connection, what was read from it and is not answered, and what its peer has not taken of
  // an answer, for another process; the session is of no use any more then. A request that is with
  // the engine is decided, but answered by the other process. Only of a session that does not end.
  PassedSocket give_up();
  bool can_give_up() const { return !closing_; }

  // Since when the session has neither received nor sent anything.
  Clock::time_point quiet_since() const { return quiet_since_; }
  // Whether a request has begun to arrive but is not complete, and since when. An answer that its
  // peer does not take counts, too, where more has arrived: nothing of that is looked at meanwhile.
  bool mid_request() const { return !with_engine_ && !input_.empty(); }
  Clock::time_point begun() const { return begun_; }
  bool with_engine() const { return with_engine_; }

 private:
  void on_readable();
  std::string_view read_some();
  void process(std::string_view bytes);
  std::size_t take_first(std::string_view bytes);
  std::size_t take_request(std::string_view bytes);
  std::size_t take_handover(std::string_view bytes);
  void keep(std::string_view rest);
  void send_reply(std::string_view reply);
  void on_writable();
  void close_soon();

  EventLoop& loop_;
  Engine& engine_;
  SessionKeeper& keeper_;
  FileDescriptor connection_;
  Watcher readable_;
  std::optional<Watcher> writable_;
  PolicyRequest request_;
  std::string input_;               // what was read and waits
  std::size_t request_length_ = 0;  // of the request that is with the engine
  std::size_t scanned_ = 0;
  std::string output_;  // what the socket did not take at once
  FileDescriptor handed_over_;
  bool speaks_policy_ = false;  // something has come, and it was no handover
  Clock::time_point quiet_since_;
  Clock::time_point begun_;  // when the first byte of input_ arrived
  bool with_engine_ = false;
  bool processing_ = false;
  bool closing_ = false;
  bool paused_ = false;
};

}  // namespace greycache
