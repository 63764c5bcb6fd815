// Facts in and out of SQLite.
#include "greycache/sqlite/sqlite_store.h"

#include <array>
#include <chrono>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/policy/sound_fact.h"
#include "greycache/sqlite/fact_rows.h"
#include "greycache/sqlite/mail_count_rows.h"
#include "greycache/sqlite/opt_rows.h"
#include "greycache/sqlite/schema.h"
#include "greycache/sqlite/search_piece.h"
#include "greycache/sqlite/standing_rows.h"

namespace greycache {

namespace {

using Value = Database::Value;

// For the locks of others: front-ends that change an opt table, sqlite3(1).
constexpr std::chrono::milliseconds kStorePatience{2000};

// Where count() stops, about a quarter of a second away.
constexpr std::int64_t kMostCounted = 2'000'000;
// Up to so many rows count() tells the moments of one attempt from attempts.
constexpr std::int64_t kMostDistinct = 50'000;

// load() begins with no other source once it has read so many rows.
constexpr std::size_t kMostLoaded = 4096;

}  // namespace

SqliteStore::SqliteStore(const std::string& state_dir, Durability durability, Role role)
    : path_(state_dir + "/greycache.sqlite"),
      place_(path_),
      role_(role),
      lost_log_(role == Role::beside ? LostLog::Tells::no : LostLog::Tells::yes),
      // A record leaves the journal when it is here, so this must be as durable as the journal.
      synchronous_(durability == Durability::power ? Database::Synchronous::full
                                                   : Database::Synchronous::normal) {}

StoreResult<void> SqliteStore::open() {
  // What others still have open cannot be opened anew.
  if (database_ && place_.look() == FilePlace::Finds::no_log) return {};
  if (database_) tell_of_other_file();
  return place_.open([this] { return connect(); });
}

// Once, by the connection that asks each second.
void SqliteStore::tell_of_other_file() const {
  const auto finds = place_.look();
  if (role_ == Role::beside || finds == FilePlace::Finds::the_same) return;
  const bool none = finds == FilePlace::Finds::none;
  log_typed(LogType::dbaccess, 0, "{} was {} while the daemon had it open: it goes on with {}",
            escaped(path_), none ? "removed" : "replaced", none ? "a new one" : "what is there");
}

StoreResult<void> SqliteStore::connect() {
  database_.reset();
  auto opened = Database::open(path_, synchronous_, kStorePatience);
  if (!opened) return tl::unexpected(opened.error());
  log_length_ = LogLength();
  if (auto set = log_length_.set(*opened); !set) return set;
  if (auto migrated = migrate(*opened); !migrated) return migrated;
  database_ = std::move(*opened);
  lost_log_.forget();
  ++opened_;
  return {};
}

// "A call on a lost connection tries to connect once."
StoreResult<void> SqliteStore::ready() {
  if (!database_) return open();
  const auto finds = place_.look();
  if (finds != FilePlace::Finds::the_same && finds != FilePlace::Finds::no_log) return open();
  lost_log_.look_after(*database_, place_, finds);
  return {};
}

StoreResult<void> SqliteStore::merge(std::vector<Fact> facts) {
  if (auto can = ready(); !can) return can;
  if (facts.empty()) return {};
  if (auto set = log_length_.set(*database_); !set) return set;
  // In the order of the key, so that neighbours share a page.
  const std::vector<Fact> ordered = merged_by_moment(std::move(facts));
  return database_->transaction([&]() -> StoreResult<void> {
    for (const Fact& fact : ordered) {
      auto stored = store(fact);
      if (stored) continue;
      if (stored.error().kind != StoreError::Kind::data) return stored;
      set_aside_.add();
      log_typed(LogType::dbaccess, 0, "set aside an entry of {} that no table takes: {}",
                escaped(fact.src), stored.error().message);
    }
    return {};
  });
}

StoreResult<void> SqliteStore::store(const Fact& fact) {
  switch (fact.kind) {
    case FactKind::connect:
      return database_->run(
          "insert into connect (src, sender_domain, sender_name, rcpt, first_seen)"
          " values (?, ?, ?, ?, ?)"
          " on conflict do nothing",
          {fact.src, fact.sender_domain, fact.sender_name, fact.rcpt, fact.first_seen});
    case FactKind::from_awl:
      return database_->run(
          "insert into from_awl (src, sender_domain, sender_name, first_seen, last_seen)"
          " values (?, ?, ?, ?, ?)"
          " on conflict do update set first_seen = min(first_seen, excluded.first_seen),"
          " last_seen = max(last_seen, excluded.last_seen)",
          {fact.src, fact.sender_domain, fact.sender_name, fact.first_seen, fact.last_seen});
    case FactKind::domain_awl:
      return database_->run(
          "insert into domain_awl (src, sender_domain, first_seen, last_seen)"
          " values (?, ?, ?, ?)"
          " on conflict do update set first_seen = min(first_seen, excluded.first_seen),"
          " last_seen = max(last_seen, excluded.last_seen)",
          {fact.src, fact.sender_domain, fact.first_seen, fact.last_seen});
    case FactKind::correspondent:
      return database_->run(
          "insert into correspondent (src, sender_domain, sender_name, first_seen, last_seen)"
          " values (?, ?, ?, ?, ?)"
          " on conflict do update set first_seen = min(first_seen, excluded.first_seen),"
          " last_seen = max(last_seen, excluded.last_seen)",
          {fact.src, fact.sender_domain, fact.sender_name, fact.first_seen, fact.last_seen});
  }
  return {};
}

StoreResult<std::vector<SourceFacts>> SqliteStore::load(std::span<const std::string> sources,
                                                        const Cutoffs& cutoffs, std::size_t most) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  std::vector<SourceFacts> result;
  result.reserve(sources.size());
  std::size_t read = 0;
  for (const std::string& src : sources) {
    if (read >= kMostLoaded) break;
    SourceFacts& source = result.emplace_back(SourceFacts{src, {}});
    const auto rows = load_source(*database_, source, cutoffs, most + 1, set_aside_);
    if (!rows) return tl::unexpected(rows.error());
    read += *rows;
    source.whole = *rows <= most;
    for (Fact& fact : source.facts) bring_back(fact, cutoffs);
  }
  return result;
}

StoreResult<std::vector<std::vector<Fact>>> SqliteStore::find(std::span<const Keys> requests,
                                                              const Cutoffs& cutoffs,
                                                              const Excerpt& sizes) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  std::vector<std::vector<Fact>> result;
  result.reserve(requests.size());
  for (const Keys& keys : requests) {
    std::vector<Fact> facts;
    auto found = find_named(*database_, keys, cutoffs, facts, set_aside_);
    if (found) found = find_others(*database_, keys, cutoffs, sizes, facts, set_aside_);
    if (!found) return tl::unexpected(found.error());
    for (Fact& fact : facts) bring_back(fact, cutoffs);
    result.push_back(merged(std::move(facts)));
  }
  return result;
}

StoreResult<std::size_t> SqliteStore::expire(const Cutoffs& cutoffs, std::size_t limit,
                                             std::vector<Fact>& forgotten) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  std::size_t deleted = 0;
  std::vector<Fact> connects;
  const auto done = database_->transaction([&]() -> StoreResult<void> {
    if (auto connect = expire_connects(cutoffs.connect, limit, connects, deleted); !connect) {
      return connect;
    }
    if (auto awl = expire_awl(cutoffs, limit, deleted); !awl || deleted >= limit) return awl;
    return bring_back_late(cutoffs.future, limit, deleted);
  });
  if (!done) return tl::unexpected(done.error());
  forgotten.insert(forgotten.end(), connects.begin(), connects.end());
  return deleted;
}

StoreResult<void> SqliteStore::erase(std::span<const Fact> facts) {
  if (auto can = ready(); !can) return can;
  return database_->transaction([&]() -> StoreResult<void> {
    StoreResult<void> done;
    for (auto fact = facts.begin(); done && fact != facts.end(); ++fact) {
      done = erase_rows(*database_, *fact);
    }
    return done;
  });
}

// An attempt that was seen again later, and waits, is not forgotten when its first moment goes.
StoreResult<void> SqliteStore::expire_connects(UnixTime cutoff, std::size_t limit,
                                               std::vector<Fact>& forgotten, std::size_t& deleted) {
  std::vector<Fact> expired;
  auto done = database_->each(
      "select src, sender_domain, sender_name, rcpt, first_seen from connect"
      " where first_seen < ? order by first_seen limit ?",
      [&expired](const Row& row) {
        expired.push_back(connect_of(row));
        return true;
      },
      {cutoff, static_cast<std::int64_t>(limit)});
  for (const Fact& fact : expired) {
    if (!done) return done;
    done = database_->run(
        "delete from connect where src = ? and sender_domain = ? and sender_name = ?"
        " and rcpt = ? and first_seen = ?",
        {fact.src, fact.sender_domain, fact.sender_name, fact.rcpt, fact.first_seen});
    if (!done) return done;
    const auto later = database_->number(
        "select exists (select 1 from connect where src = ? and sender_domain = ?"
        " and sender_name = ? and rcpt = ? and first_seen >= ?)",
        {fact.src, fact.sender_domain, fact.sender_name, fact.rcpt, fact.first_seen});
    if (!later) return tl::unexpected(later.error());
    if (*later == 0 && is_sound(fact)) forgotten.push_back(fact);
  }
  deleted += expired.size();
  return done;
}

// Adds how many rows the statements changed, as long as they succeed.
StoreResult<void> SqliteStore::change(std::span<const std::string_view> statements,
                                      Database::Values values, std::size_t& changed) {
  for (const std::string_view sql : statements) {
    const auto rows = database_->changed(sql, values);
    if (!rows) return tl::unexpected(rows.error());
    changed += *rows;
  }
  return {};
}

StoreResult<void> SqliteStore::expire_awl(const Cutoffs& cutoffs, std::size_t limit,
                                          std::size_t& deleted) {
  static constexpr std::string_view kAwl[] = {
      "delete from from_awl where (src, sender_domain, sender_name) in"
      " (select src, sender_domain, sender_name from from_awl where last_seen <= ?"
      " order by last_seen limit ?)",
      "delete from domain_awl where (src, sender_domain) in"
      " (select src, sender_domain from domain_awl where last_seen <= ?"
      " order by last_seen limit ?)"};
  static constexpr std::string_view kCorrespondent[] = {
      "delete from correspondent where (src, sender_domain, sender_name) in"
      " (select src, sender_domain, sender_name from correspondent where last_seen <= ?"
      " order by last_seen limit ?)"};
  const auto most = static_cast<std::int64_t>(limit);
  auto done = change(kAwl, {cutoffs.awl, most}, deleted);
  return done ? change(kCorrespondent, {cutoffs.correspondent, most}, deleted) : done;
}

// Only a clock that was wrong makes times after `future`.
StoreResult<void> SqliteStore::bring_back_late(UnixTime future, std::size_t limit,
                                               std::size_t& changed) {
  // Where the attempt has a row at `future` already, this one goes.
  static constexpr std::string_view kUpdates[] = {
      "update or replace connect set first_seen = ?1"
      " where (src, sender_domain, sender_name, rcpt, first_seen) in"
      " (select src, sender_domain, sender_name, rcpt, first_seen from connect"
      " where first_seen > ?1 limit ?2)",
      "update from_awl set first_seen = min(first_seen, ?1), last_seen = ?1"
      " where (src, sender_domain, sender_name) in (select src, sender_domain, sender_name"
      " from from_awl where last_seen > ?1 limit ?2)",
      "update domain_awl set first_seen = min(first_seen, ?1), last_seen = ?1"
      " where (src, sender_domain) in (select src, sender_domain from domain_awl"
      " where last_seen > ?1 limit ?2)",
      "update correspondent set first_seen = min(first_seen, ?1), last_seen = ?1"
      " where (src, sender_domain, sender_name) in (select src, sender_domain, sender_name"
      " from correspondent where last_seen > ?1 limit ?2)"};
  return change(kUpdates, {future, static_cast<std::int64_t>(limit)}, changed);
}

StoreResult<std::vector<Fact>> SqliteStore::search(const FactSearch& wanted, SearchPlace& place,
                                                   std::size_t limit) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  return search_piece(*database_, wanted, place, limit);
}

// Other connections' commits change data_version
// (https://www.sqlite.org/pragma.html#pragma_data_version).
std::optional<std::int64_t> SqliteStore::outside_writes() {
  if (!database_ || role_ == Role::beside) return std::nullopt;
  // Asked each second, so that what nobody writes after is not lost either.
  const auto finds = place_.look();
  const bool there = finds == FilePlace::Finds::the_same || finds == FilePlace::Finds::no_log;
  if (there) lost_log_.look_after(*database_, place_, finds);
  const auto version = database_->number("pragma data_version");
  if (!version) return std::nullopt;
  return (opened_ << 32) + *version;
}

// One step down the tree a source, however many rows it has.
StoreResult<void> SqliteStore::read_sources(FactKind kind, const std::string& after,
                                            std::size_t limit,
                                            const std::function<void(std::string_view)>& source) {
  if (auto can = ready(); !can) return can;
  static constexpr std::array<std::string_view, kFactKinds> kNext{
      "select min(src) from connect where src > ?", "select min(src) from from_awl where src > ?",
      "select min(src) from domain_awl where src > ?",
      "select min(src) from correspondent where src > ?"};
  std::string last = after;
  std::string next;
  const auto keep = [&next](const Row& row) {
    next = row.text(0);
    return false;
  };
  for (std::size_t i = 0; i < limit; ++i) {
    auto done = database_->each(kNext[static_cast<std::size_t>(kind)], keep, {last});
    if (!done || next.empty()) return done;
    source(next);
    last.swap(next);
  }
  return {};
}

StoreResult<PersistentStore::Counts> SqliteStore::count() {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  Counts counts;
  const auto rows = [&counts](const Row& row) {
    counts = {row.integer(0), row.integer(1), row.integer(2), row.integer(3)};
    return false;
  };
  auto done = database_->each(
      "select (select count(*) from (select 1 from connect limit ?1)),"
      " (select count(*) from (select 1 from from_awl limit ?1)),"
      " (select count(*) from (select 1 from domain_awl limit ?1)),"
      " (select count(*) from (select 1 from correspondent limit ?1))",
      rows, {kMostCounted});
  if (!done) return tl::unexpected(done.error());
  if (counts.connect > kMostDistinct) return counts;
  const auto connects = database_->number(
      "select count(*) from (select distinct src, sender_domain, sender_name, rcpt from connect)");
  if (!connects) return tl::unexpected(connects.error());
  counts.connect = *connects;
  return counts;
}

StoreResult<void> SqliteStore::read_opt_table(OptTable table, const std::string& after,
                                              std::size_t limit,
                                              const std::function<void(std::string_view)>& row) {
  if (auto can = ready(); !can) return can;
  return read_opt_rows(*database_, table, after, limit, row);
}

StoreResult<std::vector<bool>> SqliteStore::change_opt_rows(OptTable table,
                                                            std::span<const std::string> rows,
                                                            bool add) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  return greycache::change_opt_rows(*database_, table, rows, add);
}

StoreResult<std::int64_t> SqliteStore::opt_tables_version() {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  return database_->number("select version from opt_version");
}

StoreResult<void> SqliteStore::merge_standings(std::span<const StandingRow> rows) {
  if (auto can = ready(); !can) return can;
  return database_->transaction([&] { return greycache::merge_standings(*database_, rows); });
}

StoreResult<StandingPage> SqliteStore::read_standings(std::int64_t first_day, StandingPlace& place,
                                                      std::size_t limit) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  return greycache::read_standings(*database_, first_day, place, limit);
}

StoreResult<std::size_t> SqliteStore::expire_standings(std::int64_t first_day, std::size_t limit) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  return greycache::expire_standings(*database_, first_day, limit);
}

StoreResult<void> SqliteStore::merge_mail_counts(std::span<const MailCount> rows) {
  if (auto can = ready(); !can) return can;
  return database_->transaction([&] { return greycache::merge_mail_counts(*database_, rows); });
}

StoreResult<std::vector<MailCount>> SqliteStore::read_mail_counts(std::int64_t first_day,
                                                                  std::size_t limit) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  return greycache::read_mail_counts(*database_, first_day, limit);
}

StoreResult<std::size_t> SqliteStore::expire_mail_counts(std::int64_t first_day,
                                                         std::size_t limit) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  return greycache::expire_mail_counts(*database_, first_day, limit);
}

}  // namespace greycache
