// What waits, in an order: by time along the index of expiry, by client along the key, else by a
// look at all rows.
#include <chrono>
#include <limits>
#include <string_view>
#include <utility>

#include "greycache/policy/sound_fact.h"
#include "greycache/sqlite/key_order.h"
#include "greycache/sqlite/sqlite_store.h"

namespace greycache {

namespace {

using Order = WaitingSearch::Order;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kWaitingPerLook = 512;  // between two looks at the clock

// An index entry ends with the primary key, so that this is the index's own order.
constexpr std::string_view kNewest =
    "select src, sender_domain, sender_name, rcpt, first_seen, first_seen from connect"
    " where (first_seen, src, sender_domain, sender_name, rcpt) < (?5, ?1, ?2, ?3, ?4)"
    " order by first_seen desc, src desc, sender_domain desc, sender_name desc, rcpt desc";
constexpr std::string_view kOldest =
    "select src, sender_domain, sender_name, rcpt, first_seen, first_seen from connect"
    " where (first_seen, src, sender_domain, sender_name, rcpt) > (?5, ?1, ?2, ?3, ?4)"
    " order by first_seen, src, sender_domain, sender_name, rcpt";

StoreResult<void> each_by_time(Database& database, Order order, const Fact& after,
                               const Database::RowCallback& row) {
  const bool newest = order == Order::newest;
  std::int64_t from = after.first_seen;
  if (after.src.empty()) from = newest ? std::numeric_limits<std::int64_t>::max() : -1;
  return database.each(newest ? kNewest : kOldest, row,
                       {after.src, after.sender_domain, after.sender_name, after.rcpt, from});
}

// One call: rows in an order, or all of them.
class WaitingRows {
 public:
  WaitingRows(Database& database, const WaitingSearch& wanted, WaitingPlace& place)
      : database_(database), wanted_(wanted), place_(place) {
    place_.last.kind = FactKind::connect;
  }

  StoreResult<std::vector<Fact>> read_in_order() {
    const auto look = [this](const Row& row) {
      const bool wanted = wants(row);
      if (wanted) found_.push_back(fact_in_key_order(FactKind::connect, row));
      const bool over = found_.size() >= wanted_.limit || is_time_over();
      if (over) stopped_at_ = fact_in_key_order(FactKind::connect, row);
      stopped_ = over;
      return !over;
    };
    const auto read = wanted_.order == Order::client
                          ? each_in_key_order(database_, place_.last, look)
                          : each_by_time(database_, wanted_.order, place_.last, look);
    if (!read) return tl::unexpected(read.error());
    place_.done = !stopped_;
    if (stopped_) place_.last = std::move(stopped_at_);
    return std::move(found_);
  }

  StoreResult<std::vector<Fact>> read_all() {
    FirstOfWaiting first(wanted_);
    const bool begins = place_.last.src.empty();
    const auto look = [&](const Row& row) {
      if (wants(row)) {
        Fact fact = fact_in_key_order(FactKind::connect, row);
        if (begins || wanted_.before(place_.last, fact)) first.add(std::move(fact));
      }
      place_.all = !is_time_over();
      return place_.all;
    };
    Fact beginning;
    const auto read = each_in_key_order(database_, beginning, look);
    if (!read) return tl::unexpected(read.error());
    return first.take(place_);
  }

 private:
  bool wants(const Row& row) const {
    return wanted_.wants(row.text(0), row.text(1), row.text(2), row.text(3));
  }
  bool is_time_over() { return ++rows_ % kWaitingPerLook == 0 && Clock::now() >= end_; }

  Database& database_;
  const WaitingSearch& wanted_;
  WaitingPlace& place_;
  Clock::time_point end_ = Clock::now() + wanted_.time;
  std::vector<Fact> found_;
  Fact stopped_at_;
  bool stopped_ = false;
  std::size_t rows_ = 0;
};

}  // namespace

StoreResult<std::vector<Fact>> SqliteStore::find_waiting(const WaitingSearch& wanted,
                                                         WaitingPlace& place) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  WaitingRows rows(*database_, wanted, place);
  const bool by_all = wanted.order == Order::sender || wanted.order == Order::recipient;
  auto found = by_all ? rows.read_all() : rows.read_in_order();
  if (found) std::erase_if(*found, [](const Fact& fact) { return !is_sound(fact); });
  return found;
}

}  // namespace greycache
