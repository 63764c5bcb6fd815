// The part of the store that keeps which hosts go without Redis.
#include <string_view>
#include <utility>

#include "greycache/policy/sound_fact.h"
#include "greycache/postgres/postgres_store.h"

namespace greycache {

namespace {

// $1 the host. By the clock of now, not of the transaction's begin: who reads it counts from there.
constexpr const char* kWrite = R"(
insert into stand_in (host, since, seen) values ($1, clock_timestamp(), clock_timestamp())
on conflict (host) do update set seen = excluded.seen)";
// $1 the host.
constexpr const char* kRemove = "delete from stand_in where host = $1";
// $1 how many.
constexpr const char* kReadStandIns = R"(
select host, extract(epoch from since)::int8, (extract(epoch from seen) * 1000000)::int8,
  greatest(extract(epoch from clock_timestamp() - seen), 0)::int8
from stand_in order by host limit $1)";
// $1 the host, $2 seen, as it was read.
constexpr const char* kForget =
    "delete from stand_in where host = $1 and (extract(epoch from seen) * 1000000)::int8 = $2";

Statement own_statement(const std::string& host, OwnStandIn own) {
  const bool stands = own == OwnStandIn::stands;
  return {stands ? kWrite : kRemove, Parameters().add(std::string_view(host)),
          stands ? "write_stand_in" : "remove_stand_in"};
}

// Rows that make no sense are left out.
std::vector<StandIn> stand_ins_of(const Rows& rows) {
  std::vector<StandIn> hosts;
  for (int i = 0; i < rows.size(); ++i) {
    if (!is_sound_name(rows.text(i, 0))) continue;
    hosts.push_back(
        {std::string(rows.text(i, 0)), rows.number(i, 1), rows.number(i, 2), rows.number(i, 3)});
  }
  return hosts;
}

}  // namespace

StoreResult<std::vector<StandIn>> PostgresStore::exchange_stand_ins(const std::string& host,
                                                                    OwnStandIn own) {
  const auto open = ensure_open();
  if (!open) return tl::unexpected(open.error());
  std::vector<Statement> statements;
  if (own != OwnStandIn::as_it_is) statements.push_back(own_statement(host, own));
  statements.push_back(
      {kReadStandIns, Parameters().add(limit_of(kMostStandIns)), "read_stand_ins"});
  const auto results = execute(std::move(statements));
  if (!results) return tl::unexpected(results.error());
  return stand_ins_of(results->back());
}

StoreResult<void> PostgresStore::forget_stand_in(const std::string& host, std::int64_t seen) {
  const auto done = ask(kForget, Parameters().add(std::string_view(host)).add(seen));
  if (!done) return tl::unexpected(done.error());
  return {};
}

}  // namespace greycache
