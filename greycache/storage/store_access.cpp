// One kind of job says nothing of the other.
#include "greycache/storage/store_access.h"

namespace greycache {

StoreAccess::StoreAccess(EventLoop& loop, StoreHealth& health, Connections connections,
                         const Pauses& pauses, RandomUnit random)
    : health_(health),
      connections_(connections),
      pauses_(std::move(random), pauses.first, pauses.most),
      timer_(loop, [this] { try_both(); }) {}

void StoreAccess::wrote(bool opened) {
  const bool back = std::exchange(writing_, Writing::works) != Writing::works;
  // A job that did not open it says nothing of what read_elsewhere() asked for meanwhile.
  if (opened) writing_connection_ = Connection::in_use;
  // With one connection for both it is the one that has just written.
  if (back && connections_ == Connections::one_each) {
    reading_connection_ = Connection::to_be_opened;
  }
  if (opened && connections_ == Connections::one_each) try_reading_();
  succeeded();
}

// A file that another program locks keeps its connection, too: opened anew, nobody would know what
// the store cannot have.
void StoreAccess::write_failed(const StoreError& error, bool opened) {
  using Kind = StoreError::Kind;
  const bool refused = error.kind == Kind::read_only || error.kind == Kind::contention;
  writing_ = refused ? Writing::refused : Writing::unreachable;
  if (opened) writing_connection_ = Connection::in_use;
  if (!refused) writing_connection_ = Connection::to_be_opened;
  failed(error);
}

void StoreAccess::has_read() {
  reading_ = Reading::works;
  succeeded();
}

void StoreAccess::read_failed(const StoreError& error) {
  reading_ = Reading::failed;
  reading_connection_ = Connection::to_be_opened;
  failed(error);
}

void StoreAccess::read_elsewhere(const StoreError& error) {
  writing_connection_ = Connection::to_be_opened;
  read_failed(error);
}

// A pause that runs goes on: however often jobs fail meanwhile, it ends.
void StoreAccess::failed(const StoreError& error) {
  health_.set_down(error);
  if (!timer_.running()) timer_.start(pauses_.next());
}

// That the store can be written is a reason to read it again at once. The pause goes on all the
// same: what it ends in, one more job, does no harm.
void StoreAccess::succeeded() {
  if (reading_ == Reading::failed && writing_ != Writing::unreachable) try_reading_();
  if (reading_ != Reading::works || writing_ != Writing::works) return;
  pauses_.reset();
  health_.set_up();
}

void StoreAccess::try_both() {
  try_writing_();
  try_reading_();
}

}  // namespace greycache
