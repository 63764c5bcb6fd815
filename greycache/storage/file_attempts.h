// When a journal's file that took nothing is tried again.
#pragma once

#include "greycache/storage/growing_pause.h"
#include "greycache/store/store_error.h"

namespace greycache {

class FileAttempts {
 public:
  // It has failed for the first time, by this.
  void begin(const StoreError& error) {
    *this = {};
    must_open_ = !only_wants_room(error);
  }

  // Called once a tick: whether it is to be tried now.
  bool due() { return pause_.due(); }
  // It is tried now, due or not.
  void begin_pause() { pause_.begin(); }

  // It must be opened again before it can take anything.
  bool must_open() const { return must_open_; }
  void opened() { must_open_ = false; }
  void not_opened() { pause_.grow(); }

  void failed(const StoreError& error) {
    pause_.grow();
    must_open_ = !only_wants_room(error);
  }
  // It takes some at a time: the rest is for the next tick.
  void went_well() { pause_.shrink(); }

 private:
  // Whether the file is in order and only wants room, or patience.
  static bool only_wants_room(const StoreError& error) {
    return error.kind == StoreError::Kind::read_only || error.kind == StoreError::Kind::contention;
  }

  GrowingPause pause_{4, 20};
  bool must_open_ = false;
};

}  // namespace greycache
