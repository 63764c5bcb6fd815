// Whether the persistent store can be written and read, and when what fails is tried again.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "greycache/event/backoff.h"
#include "greycache/event/event_loop.h"
#include "greycache/storage/store_health.h"
#include "greycache/store/store_error.h"

namespace greycache {

// Whoever writes and whoever reads tell how each job ended, and ask before the next. The store's
// health is up while both succeed. What fails is tried again after pauses that grow from
// `Pauses::first` to `most`, by chance a little shorter, so that several hosts do not knock at the
// same moment; one pause is for both, and begins with the first failure. While the store cannot be
// reached only writing knocks. A standby, or a file that others lock, is read all the same.
//
// | writing     | wrote | failed: read_only, contention | failed: else |
// |-------------|-------|-------------------------------|--------------|
// | works       | works | refused                       | unreachable  |
// | refused     | works | refused                       | unreachable  |
// | unreachable | works | refused                       | unreachable  |
//
// From refused or unreachable to works, reading gets a new connection: the old one may lead to a
// standby, which lags behind. From anything to unreachable, writing opens the store anew.
//
// | reading | has_read | read_failed | wrote                              |
// |---------|----------|-------------|------------------------------------|
// | works   | works    | failed      | works                              |
// | failed  | works    | failed      | failed; tried with the next turn   |
//
// To failed, reading gets a new connection. Where writing has opened the store reading has a turn
// at once, though nobody may ask for a source yet: by then what can wait (cleaning, the history)
// would have taken what a pooler has to give. All calls on the loop's thread.
class StoreAccess {
 public:
  enum class Writing : std::uint8_t { works, refused, unreachable };
  enum class Reading : std::uint8_t { works, failed };
  // What the next job does first.
  enum class Connection : std::uint8_t { in_use, to_be_opened };
  // How many lead to the store.
  enum class Connections : std::uint8_t { one_for_both, one_each };

  struct Pauses {
    std::chrono::milliseconds first{200};
    std::chrono::milliseconds most{5000};
  };

  StoreAccess(EventLoop& loop, StoreHealth& health, Connections connections, const Pauses& pauses,
              RandomUnit random);

  // Called when a pause is over, and where there is another reason to try what failed.
  void set_try_writing(std::function<void()> callback) { try_writing_ = std::move(callback); }
  void set_try_reading(std::function<void()> callback) { try_reading_ = std::move(callback); }

  // A job has written all it had to, or could not. Whether it has `opened` the store before that.
  void wrote(bool opened);
  void write_failed(const StoreError& error, bool opened);
  void reading_begun() { reading_connection_ = Connection::in_use; }
  void has_read();
  void read_failed(const StoreError& error);
  // The two connections lead to different servers: both are made anew.
  void read_elsewhere(const StoreError& error);

  Writing writing() const { return writing_; }
  Reading reading() const { return reading_; }
  Connection writing_connection() const { return writing_connection_; }
  Connection reading_connection() const { return reading_connection_; }
  // Somebody may wait for what is read. Where not, reading is tried by jobs that nobody waits for.
  bool may_read() const { return writing_ != Writing::unreachable && reading_ == Reading::works; }

  const std::string& store() const { return health_.name(); }
  // Why not.
  const std::string& reason() const { return health_.reason(); }

 private:
  void failed(const StoreError& error);
  void succeeded();
  void try_both();

  StoreHealth& health_;
  Connections connections_;
  Backoff pauses_;
  Timer timer_;
  std::function<void()> try_writing_;
  std::function<void()> try_reading_;
  Writing writing_ = Writing::works;
  Reading reading_ = Reading::works;
  Connection writing_connection_ = Connection::to_be_opened;
  Connection reading_connection_ = Connection::in_use;  // it connects by itself
};

}  // namespace greycache
