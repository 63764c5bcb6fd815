#include "greycache/server/store_health.h"

#include <utility>

namespace greycache {

StoreHealth::StoreHealth(std::string name, OnChange on_change)
    : name_(std::move(name)), on_change_(std::move(on_change)) {}

void StoreHealth::set_up() {
  if (up_) return;
  up_ = true;
  reason_.clear();
  on_change_({name_, true, reason_});
}

void StoreHealth::set_down(const StoreError& error) {
  const bool changed = up_;
  up_ = false;
  reason_ = error.message;
  if (!changed) return;
  ++outages_;
  on_change_({name_, false, reason_});
}

}  // namespace greycache
