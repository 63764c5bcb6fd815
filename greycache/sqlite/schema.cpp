// SQLgrey's tables in SQLite.
#include "greycache/sqlite/schema.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "common/text.h"

namespace greycache {

namespace {

// Tables are without rowid: their only tree is the primary key, led by src, which serves the merge
// and the look-up of a whole source.
//
// A row of connect is one moment at which an attempt was seen and is never updated, so that an
// expired moment never hides a younger one. The indices serve expiry: without them each round would
// read the whole table on the thread that also answers for sources that are not in memory.
constexpr const char* kEntries = R"sql(
create table connect (
  src text not null check (src <> ''),
  sender_domain text not null check (sender_domain <> ''),
  sender_name text not null check (sender_name <> ''),
  rcpt text not null check (rcpt <> ''),
  first_seen integer not null,  -- Unix seconds, as all times here
  primary key (src, sender_domain, sender_name, rcpt, first_seen)
) strict, without rowid;
create index connect_first_seen on connect (first_seen);

create table from_awl (
  src text not null check (src <> ''),
  sender_domain text not null check (sender_domain <> ''),
  sender_name text not null check (sender_name <> ''),
  first_seen integer not null,
  last_seen integer not null,
  primary key (src, sender_domain, sender_name)
) strict, without rowid;
create index from_awl_last_seen on from_awl (last_seen);

create table domain_awl (
  src text not null check (src <> ''),
  sender_domain text not null check (sender_domain <> ''),
  first_seen integer not null,
  last_seen integer not null,
  primary key (src, sender_domain)
) strict, without rowid;
create index domain_awl_last_seen on domain_awl (last_seen);
)sql";

// opt_version counts the changes of the four tables, whoever makes them.
std::string opt_tables() {
  std::string sql =
      "create table opt_version (version integer not null) strict;"
      "insert into opt_version values (1);";
  for (const std::string& kind : std::initializer_list<std::string>{"domain", "email"}) {
    for (const std::string& table : {"optin_" + kind, "optout_" + kind}) {
      sql +=
          fmt::format("create table {} ({} text primary key) strict, without rowid;", table, kind);
      for (const char* event : {"insert", "update", "delete"}) {
        sql += fmt::format(
            "create trigger {0}_{1} after {1} on {0} "
            "begin update opt_version set version = version + 1; end;",
            table, event);
      }
    }
  }
  return sql;
}

std::array<std::string, 1> migrations() {
  return {kEntries + opt_tables()};
}

StoreResult<void> migrate_from(Database& database, std::int64_t version) {
  const auto steps = migrations();
  if (version < 0 || version > static_cast<std::int64_t>(steps.size())) {
    return tl::unexpected(
        StoreError{StoreError::Kind::refused, escaped(database.path()) + " has version " +
                                                  std::to_string(version) +
                                                  ", which only a newer greycache knows"});
  }
  for (auto step = static_cast<std::size_t>(version); step < steps.size(); ++step) {
    if (auto done = database.script(steps[step]); !done) return done;
  }
  return database.script("pragma user_version = " + std::to_string(steps.size()));
}

}  // namespace

StoreResult<void> migrate(Database& database) {
  const auto version = database.number("pragma user_version");
  if (!version) return tl::unexpected(version.error());
  if (*version == static_cast<std::int64_t>(migrations().size())) return {};
  return database.transaction([&database]() -> StoreResult<void> {
    // Asked again under the lock: another process may have been faster.
    const auto locked = database.number("pragma user_version");
    if (!locked) return tl::unexpected(locked.error());
    return migrate_from(database, *locked);
  });
}

}  // namespace greycache
