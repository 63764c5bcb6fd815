// Expectations in SQLite.
#include <string>

#include "greycache/sqlite/sqlite_store.h"

namespace greycache {

namespace {

Expectation expectation_of(const Row& read) {
  return {std::string(read.text(0)), std::string(read.text(1)), read.integer(2),
          read.integer(3),           read.integer(4),           read.integer(5) != 0,
          std::string(read.text(6))};
}

// Calls `each` with the row of these names, if it is there.
StoreResult<void> read_stored(Database& database, const std::string& recipient,
                              const std::string& sender,
                              const std::function<void(const Expectation&)>& each) {
  return database.each(
      "select recipient, sender, until, made_at, kept_until, removed, why from expectation"
      " where recipient = ? and sender = ?",
      [&each](const Row& read) {
        each(expectation_of(read));
        return false;
      },
      {recipient, sender});
}

// What is there merges into it.
StoreResult<void> merge_stored(Database& database, Expectation& row) {
  return read_stored(database, row.recipient, row.sender,
                     [&row](const Expectation& there) { merge_into(row, there); });
}

}  // namespace

StoreResult<void> SqliteStore::merge_expectations(std::span<const Expectation> rows) {
  if (auto can = ready(); !can) return can;
  return database_->transaction([&]() -> StoreResult<void> {
    for (Expectation row : rows) {
      if (auto merged = merge_stored(*database_, row); !merged) return merged;
      auto stored = database_->run(
          "insert or replace into expectation"
          " (recipient, sender, until, made_at, kept_until, removed, why)"
          " values (?, ?, ?, ?, ?, ?, ?)",
          {row.recipient, row.sender, row.until, row.made_at, row.kept_until,
           std::int64_t{row.removed ? 1 : 0}, row.why});
      if (!stored) return stored;
    }
    return {};
  });
}

StoreResult<void> SqliteStore::read_expectations(
    const Expectation& after, std::size_t limit,
    const std::function<void(const Expectation&)>& row) {
  if (auto can = ready(); !can) return can;
  const auto each = [&row](const Row& read) {
    row(expectation_of(read));
    return true;
  };
  return database_->each(
      "select recipient, sender, until, made_at, kept_until, removed, why from expectation"
      " where (recipient, sender) > (?, ?) order by recipient, sender limit ?",
      each, {after.recipient, after.sender, static_cast<std::int64_t>(limit)});
}

StoreResult<std::optional<Expectation>> SqliteStore::find_expectation(const std::string& recipient,
                                                                      const std::string& sender) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  std::optional<Expectation> found;
  const auto read = read_stored(*database_, recipient, sender,
                                [&found](const Expectation& there) { found = there; });
  if (!read) return tl::unexpected(read.error());
  return found;
}

StoreResult<std::int64_t> SqliteStore::expectations_version() {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  return database_->number("select version from expectation_version");
}

StoreResult<void> SqliteStore::forget_expectations(UnixTime kept_until) {
  if (auto can = ready(); !can) return can;
  return database_->run("delete from expectation where kept_until < ?", {kept_until});
}

}  // namespace greycache
