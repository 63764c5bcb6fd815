// Starts as up, so that a store which is there from the beginning is not told of.
#include "greycache/storage/store_health.h"

#include <utility>

namespace greycache {

StoreHealth::StoreHealth(std::string name, OnChange on_change)
    : name_(std::move(name)), on_change_(std::move(on_change)) {}

void StoreHealth::set_up() {
  if (up_) return;
  up_ = true;
  reason_.clear();
  on_change_({name_, true, reason_, kind_});
}

void StoreHealth::set_down(const StoreError& error) {
  // The same words with another kind would be told twice for nothing.
  const bool other_kind = kind_ != error.kind && reason_ != error.message;
  if (up_) ++outages_;
  const bool tell = std::exchange(up_, false) || other_kind;
  reason_ = error.message;
  kind_ = error.kind;
  if (tell) on_change_({name_, false, reason_, kind_});
}

}  // namespace greycache
