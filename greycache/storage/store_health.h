// Whether a store can be used, told once per change.
#pragma once

#include <functional>
#include <string>

#include "common/duration.h"
#include "greycache/store/store_error.h"

namespace greycache {

// Starts as up: the first word about a store is that it is lost, or nothing. A store that stays
// lost is told of again when the kind of reason changes: what an administrator must do is another.
class StoreHealth {
 public:
  struct Change {
    const std::string& name;
    bool up;
    const std::string& reason;  // empty when up
    StoreError::Kind kind;      // of the reason; nothing when up
  };
  using OnChange = std::function<void(const Change&)>;

  // `name` as an administrator calls it: "Redis", "PostgreSQL", "journal".
  StoreHealth(std::string name, OnChange on_change);

  void set_up();
  void set_down(const StoreError& error);

  bool up() const { return up_; }
  // Whether it makes sense to read: of one that only takes nothing, too, and of a file that another
  // program locks.
  bool readable() const {
    return up_ || kind_ == StoreError::Kind::read_only || kind_ == StoreError::Kind::contention;
  }
  const std::string& name() const { return name_; }
  const std::string& reason() const { return reason_; }
  std::int64_t outages() const { return outages_; }

 private:
  std::string name_;
  OnChange on_change_;
  bool up_ = true;
  std::string reason_;
  StoreError::Kind kind_ = StoreError::Kind::unavailable;
  std::int64_t outages_ = 0;
};

}  // namespace greycache
