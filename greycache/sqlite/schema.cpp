// SQLgrey's tables in SQLite.
#include "greycache/sqlite/schema.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string>
#include <vector>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/policy/expectation/expectation.h"
#include "greycache/policy/lists/opt_row.h"
#include "greycache/policy/sound_fact.h"

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

// As sql/004_sound_rows.sql: rows that make sense. length() of a text ends at a NUL, that of its
// bytes does not.
std::string sound_name(const std::string& column) {
  return fmt::format(
      "length({0}) between 1 and {1} and length({0}) = length(cast({0} as blob))"
      " and {0} not glob '*[^!-~]*'",
      column, kLongestName);
}

std::string sound_time(const std::string& column) {
  return fmt::format("{} between 0 and {}", column, kLatestTime);
}

std::string sound_opt_row(const std::string& column) {
  return fmt::format("length(cast({} as blob)) between 1 and {}", column, kOptRowLimit);
}

// Takes the rows out for which `sound` is not true.
std::string take_out(const std::string& table, const std::string& sound,
                     const std::string& as_text) {
  return fmt::format(
      "insert into set_aside select '{0}', {2} from {0} where not ({1});"
      "delete from {0} where not ({1});",
      table, sound, as_text);
}

// Nothing keeps others from writing more of them: a trigger makes each row that is written cost
// twice as much. They are set aside where they are read.
std::string take_out_entries(const std::string& table, const std::vector<std::string>& names,
                             const std::vector<std::string>& times) {
  std::vector<std::string> columns = names;
  columns.insert(columns.end(), times.begin(), times.end());
  std::vector<std::string> conditions;
  conditions.reserve(columns.size());
  for (const std::string& name : names) conditions.push_back(sound_name(name));
  for (const std::string& time : times) conditions.push_back(sound_time(time));
  return take_out(table, fmt::format("{}", fmt::join(conditions, " and ")),
                  fmt::format("{}", fmt::join(columns, " || ' ' || ")));
}

// Also keeps such rows out. A trigger and not a check, for which the table would be written anew.
std::string keep_sound_opt_rows(const std::string& table, const std::string& column) {
  std::string sql = take_out(table, sound_opt_row(column), column);
  for (const char* event : {"insert", "update"}) {
    sql += fmt::format(
        "create trigger {0}_sound_{1} before {1} on {0} when not ({2}) "
        "begin select raise(abort, 'a row of {0} that makes no sense'); end;",
        table, event, sound_opt_row("new." + column));
  }
  return sql;
}

// The table set_aside has the rows that a migration took out of their tables. Nobody reads it.
std::string sound_rows() {
  std::string sql =
      "create table set_aside (origin text not null, entry text) strict;" +
      take_out_entries("connect", {"src", "sender_domain", "sender_name", "rcpt"}, {"first_seen"}) +
      take_out_entries("from_awl", {"src", "sender_domain", "sender_name"},
                       {"first_seen", "last_seen"}) +
      take_out_entries("domain_awl", {"src", "sender_domain"}, {"first_seen", "last_seen"});
  for (const std::string& column : std::initializer_list<std::string>{"domain", "email"}) {
    for (const std::string& table : {"optin_" + column, "optout_" + column}) {
      sql += keep_sound_opt_rows(table, column);
    }
  }
  return sql;
}

// Whom the own users write to.
constexpr const char* kCorrespondents = R"sql(
create table correspondent (
  src text not null check (src <> ''),
  sender_domain text not null check (sender_domain <> ''),
  sender_name text not null check (sender_name <> ''),
  first_seen integer not null,
  last_seen integer not null,
  primary key (src, sender_domain, sender_name)
) strict, without rowid;
create index correspondent_last_seen on correspondent (last_seen);
)sql";

// What came under an organisation's name: a row a day (since 1970, UTC) and process, counters that
// only grow. `changed` is the number of the transaction that changed the row last; none is used
// again, also where rows are deleted.
constexpr const char* kStandings = R"sql(
create table standing (
  organisation text not null check (organisation <> ''),
  day integer not null,
  host text not null check (host <> ''),
  first_attempts integer not null,
  came_back integer not null,
  changed integer not null,
  primary key (organisation, day, host)
) strict, without rowid;
create index standing_changed on standing (changed, organisation, day, host);
create table standing_change (last integer not null) strict;
insert into standing_change values (0);
)sql";

// As sql/007_expectation.sql. The version grows by steps that differ: one that went back does not
// come to a number again.
std::string expectation_table() {
  std::string sql = fmt::format(
      "create table expectation ("
      " recipient text not null check (length(cast(recipient as blob)) between 1 and {0}),"
      " sender text not null check (length(cast(sender as blob)) <= {0}),"
      " until integer not null check ({1}),"
      " made_at integer not null check ({2}),"
      " kept_until integer not null check ({3}),"
      " removed integer not null check (removed in (0, 1)),"
      " why text not null check (length(cast(why as blob)) <= {4}),"
      " primary key (recipient, sender)) strict, without rowid;"
      "create table expectation_version (version integer not null) strict;"
      "insert into expectation_version values (1);",
      kExpectedNameLimit, sound_time("until"), sound_time("made_at"), sound_time("kept_until"),
      kExpectedWhyLimit);
  for (const char* event : {"insert", "update", "delete"}) {
    sql += fmt::format(
        "create trigger expectation_{0} after {0} on expectation begin"
        " update expectation_version set version = version + 1 + abs(random() % 1000000); end;",
        event);
  }
  return sql;
}

// What was answered: a row a day (since 1970, UTC), process and outcome, counters that only grow.
constexpr const char* kMailCounts = R"sql(
create table mail_count (
  day integer not null,
  host text not null check (host <> ''),
  outcome text not null check (outcome <> ''),
  mails integer not null,
  primary key (day, host, outcome)
) strict, without rowid;
)sql";

// As sql/010_opt_version_steps.sql: a file that went back, as one of a backup, does not come to a
// number again.
std::string opt_version_steps() {
  std::string sql;
  for (const char* table : {"optin_domain", "optin_email", "optout_domain", "optout_email"}) {
    for (const char* event : {"insert", "update", "delete"}) {
      sql += fmt::format(
          "drop trigger {0}_{1}; create trigger {0}_{1} after {1} on {0} begin"
          " update opt_version set version = version + 1 + abs(random() % 1000000); end;",
          table, event);
    }
  }
  return sql;
}

std::array<std::string, 6> migrations() {
  return {kEntries + opt_tables(), sound_rows(), std::string(kCorrespondents) + kStandings,
          expectation_table(),     kMailCounts,  opt_version_steps()};
}

StoreResult<void> tell_of_set_aside(Database& database) {
  const auto rows = database.number("select count(*) from set_aside");
  if (!rows) return tl::unexpected(rows.error());
  if (*rows == 0) return {};
  log_typed(LogType::dbaccess, 1, "{}: {} rows make no sense: they are in the table set_aside now",
            escaped(database.path()), *rows);
  return {};
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
  if (auto told = tell_of_set_aside(database); !told) return told;
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
