// What waits, in an order. No index is by time: a day's table is filled as time goes, so that its
// blocks are read from one end, and the rows of some blocks at a time are put in order.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "greycache/postgres/connection.h"
#include "greycache/postgres/fact_rows.h"
#include "greycache/postgres/postgres_store.h"
#include "greycache/postgres/statements.h"

namespace greycache {

namespace {

using Order = WaitingSearch::Order;
using Clock = std::chrono::steady_clock;

// Read together where every row is wanted, and where a few are looked for: 1 and 4 MB.
constexpr std::int64_t kFewBlocks = 128;
constexpr std::int64_t kManyBlocks = 512;
// Read along the key at a time.
constexpr std::size_t kRowsOfPage = 2000;

constexpr const char* kConnectTables = R"(
select c.relname, (pg_relation_size(c.oid) / current_setting('block_size')::int8)::int8 + 1
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'connect'::regclass and c.relname ~ '^connect_([0-9]{8}|default)$'
order by c.relname collate "C" desc limit 1000)";

// $1 the first block and $2 the first one behind, $3 domain (perhaps empty), $4 to $8 the last row
// before (an empty src: none), $9 how many rows, then the texts.
constexpr const char* kRows = R"(
select 0, src, sender_domain, sender_name, rcpt,
  extract(epoch from first_seen)::int8, extract(epoch from first_seen)::int8
from {} where ctid >= $1::tid and ctid < $2::tid and isfinite(first_seen)
  and ($3 = '' or right(rcpt, length($3) + 1) = '@' || $3)
  and ($4 = '' or {})
  and ({})
order by {} limit $9)";
constexpr std::size_t kParametersBeforeTexts = 9;

std::string holds_one_of(std::size_t texts) {
  std::string holds;
  for (std::size_t i = 1; i <= texts; ++i) {
    holds += fmt::format(
        "{0}position(${1} in src) > 0 or position(${1} in rcpt) > 0"
        " or position(${1} in sender_name || '@' || sender_domain) > 0",
        holds.empty() ? "" : " or ", kParametersBeforeTexts + i);
  }
  return holds.empty() ? "true" : holds;
}

struct InOrder {
  const char* behind;
  const char* order;
};

InOrder in_order(Order order) {
  switch (order) {
    case Order::oldest:
      return {
          "(first_seen, src, sender_domain, sender_name, rcpt) > "
          "(to_timestamp($8::int8), $4, $5, $6, $7)",
          "first_seen, src, sender_domain, sender_name, rcpt"};
    case Order::sender:
      return {
          "(sender_domain, sender_name, rcpt, src, first_seen) > "
          "($5, $6, $7, $4, to_timestamp($8::int8))",
          "sender_domain, sender_name, rcpt, src, first_seen"};
    case Order::recipient:
      return {
          "(rcpt, sender_domain, sender_name, src, first_seen) > "
          "($7, $5, $6, $4, to_timestamp($8::int8))",
          "rcpt, sender_domain, sender_name, src, first_seen"};
    case Order::newest:
    case Order::client:
      break;
  }
  return {
      "(first_seen, src, sender_domain, sender_name, rcpt) < "
      "(to_timestamp($8::int8), $4, $5, $6, $7)",
      "first_seen desc, src desc, sender_domain desc, sender_name desc, rcpt desc"};
}

struct Table {
  std::string name;
  std::int64_t blocks = 0;
};

std::vector<Table> tables_of(const Rows& rows, Order order) {
  std::vector<Table> tables;
  for (int i = 0; i < rows.size(); ++i) {
    tables.push_back({std::string(rows.text(i, 0)), rows.number(i, 1)});
  }
  if (order == Order::oldest) std::ranges::reverse(tables);
  return tables;
}

Fact last_of(const Rows& rows) {
  Fact last;
  const int row = rows.size() - 1;
  last.src = rows.text(row, 1);
  last.sender_domain = rows.text(row, 2);
  last.sender_name = rows.text(row, 3);
  last.rcpt = rows.text(row, 4);
  last.first_seen = last.last_seen = rows.number(row, 5);
  return last;
}

// Blocks of the tables, one piece after the other. `place.block` counts what was read of a table,
// from its end where the newest come first: rows that are added meanwhile move nothing.
class Pieces {
 public:
  Pieces(std::vector<Table> tables, WaitingPlace& place, bool backwards, std::int64_t width)
      : tables_(std::move(tables)), place_(place), backwards_(backwards), width_(width) {
    const auto known = std::ranges::find(tables_, place_.table, &Table::name);
    if (known != tables_.end()) {
      at_ = static_cast<std::size_t>(known - tables_.begin());
      place_.block = std::clamp<std::int64_t>(place_.block, 0, known->blocks);
    } else {
      begin_table();
    }
  }

  bool over() const { return at_ >= tables_.size(); }
  const std::string& table() const { return tables_[at_].name; }
  std::int64_t first() const {
    return backwards_ ? std::max<std::int64_t>(place_.block - width_, 0) : place_.block;
  }
  std::int64_t behind() const { return backwards_ ? place_.block : place_.block + width_; }

  void next() {
    place_.last = {};
    place_.block = backwards_ ? first() : behind();
    const bool more = backwards_ ? place_.block > 0 : place_.block < tables_[at_].blocks;
    if (more) return;
    ++at_;
    begin_table();
  }

 private:
  void begin_table() {
    place_.done = over();
    place_.table = over() ? "" : table();
    place_.block = over() || !backwards_ ? 0 : tables_[at_].blocks;
    place_.last = {};
  }

  std::vector<Table> tables_;
  WaitingPlace& place_;
  bool backwards_;
  std::int64_t width_;
  std::size_t at_ = 0;
};

using Ask = std::function<StoreResult<Rows>(Statement)>;

// The rows of a piece, in order, those behind `last` (no names: all).
StoreResult<Rows> rows_of(const Pieces& pieces, const WaitingSearch& wanted, const Fact& last,
                          std::size_t limit, const Ask& ask) {
  const auto [behind_last, order] = in_order(wanted.order);
  const std::string sql =
      fmt::format(kRows, pieces.table(), behind_last, holds_one_of(wanted.texts.size()), order);
  const std::string first = fmt::format("({},0)", pieces.first());
  const std::string behind = fmt::format("({},0)", pieces.behind());
  Statement statement{sql.c_str(), {}, nullptr};
  statement.parameters.add(std::string_view(first))
      .add(std::string_view(behind))
      .add(std::string_view(wanted.domain))
      .add(std::string_view(last.src))
      .add(std::string_view(last.sender_domain))
      .add(std::string_view(last.sender_name))
      .add(std::string_view(last.rcpt))
      .add(storable_time(last.first_seen))
      .add(limit_of(limit));
  for (const std::string& text : wanted.texts) {
    statement.parameters.add(std::string_view(text));
  }
  return ask(std::move(statement));
}

void append(std::vector<Fact>& found, std::vector<Fact> more) {
  std::ranges::move(more, std::back_inserter(found));
}

// As many as are wanted; the place leads behind the last of them.
void take_wanted(const FactPage& page, const WaitingSearch& wanted, std::vector<Fact>& found,
                 WaitingPlace& place) {
  for (const Fact& fact : page.facts) {
    if (!wanted.wants(fact)) continue;
    found.push_back(fact);
    if (found.size() < wanted.limit) continue;
    place.done = place.done && &fact == &page.facts.back();
    place.last = fact;
    return;
  }
}

bool is_by_time(const WaitingSearch& wanted) {
  return wanted.order == Order::newest || wanted.order == Order::oldest;
}

std::int64_t width_of(const WaitingSearch& wanted, int server_version) {
  if (server_version < kBlocksServer) return std::numeric_limits<std::int32_t>::max();
  const bool sparse = !is_by_time(wanted) || !wanted.texts.empty() || !wanted.domain.empty();
  return sparse ? kManyBlocks : kFewBlocks;
}

}  // namespace

StoreResult<std::vector<Fact>> PostgresStore::find_waiting(const WaitingSearch& wanted,
                                                           WaitingPlace& place) {
  if (wanted.order == Order::client) return find_waiting_by_key(wanted, place);
  const auto listed = ask(kConnectTables);
  if (!listed) return tl::unexpected(listed.error());
  return is_by_time(wanted) ? find_waiting_by_time(wanted, *listed, place)
                            : find_first_waiting(wanted, *listed, place);
}

StoreResult<std::vector<Fact>> PostgresStore::find_waiting_by_time(const WaitingSearch& wanted,
                                                                   const Rows& tables,
                                                                   WaitingPlace& place) {
  const auto end = Clock::now() + wanted.time;
  Pieces pieces(tables_of(tables, wanted.order), place, wanted.order == Order::newest,
                width_of(wanted, connection_.server_version()));
  std::vector<Fact> found;
  while (!pieces.over() && found.size() < wanted.limit) {
    const std::size_t limit = wanted.limit - found.size();
    const auto rows = rows_of(pieces, wanted, place.last, limit,
                              [this](Statement statement) { return ask(std::move(statement)); });
    if (!rows) return tl::unexpected(rows.error());
    append(found, facts_of_rows(*rows, set_aside_));
    if (static_cast<std::size_t>(rows->size()) == limit) {
      place.last = last_of(*rows);
    } else {
      pieces.next();
    }
    if (Clock::now() >= end) break;
  }
  return found;
}

StoreResult<std::vector<Fact>> PostgresStore::find_first_waiting(const WaitingSearch& wanted,
                                                                 const Rows& tables,
                                                                 WaitingPlace& place) {
  const auto end = Clock::now() + wanted.time;
  WaitingPlace read;
  Pieces pieces(tables_of(tables, wanted.order), read, true,
                width_of(wanted, connection_.server_version()));
  FirstOfWaiting first(wanted);
  while (!pieces.over()) {
    const auto rows = rows_of(pieces, wanted, place.last, wanted.limit,
                              [this](Statement statement) { return ask(std::move(statement)); });
    if (!rows) return tl::unexpected(rows.error());
    for (Fact& fact : facts_of_rows(*rows, set_aside_)) first.add(std::move(fact));
    pieces.next();
    if (Clock::now() >= end) break;
  }
  place.all = pieces.over();
  return first.take(place);
}

StoreResult<std::vector<Fact>> PostgresStore::find_waiting_by_key(const WaitingSearch& wanted,
                                                                  WaitingPlace& place) {
  const auto end = Clock::now() + wanted.time;
  std::vector<Fact> found;
  place.last.kind = FactKind::connect;
  const bool sparse = !wanted.texts.empty() || !wanted.domain.empty();
  while (!place.done && found.size() < wanted.limit) {
    auto page = read_facts(place.last, sparse ? kRowsOfPage : wanted.limit - found.size());
    if (!page) return tl::unexpected(page.error());
    place.done = !page->more;
    place.last = std::move(page->last);
    take_wanted(*page, wanted, found, place);
    if (Clock::now() >= end) break;
  }
  return found;
}

}  // namespace greycache
