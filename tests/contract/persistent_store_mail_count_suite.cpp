// The suite of every persistent store that keeps them: what was answered, by day and outcome.
#include <doctest/doctest.h>

#include <vector>

#include "tests/contract/persistent_store_suite.h"

namespace greycache::persistent_store_mail_count_suite {

namespace {

constexpr std::int64_t kToday = 19'675;

using Rows = std::vector<MailCount>;

void write(PersistentStore& store, const Rows& rows) {
  REQUIRE_STORED(store.merge_mail_counts(rows));
}

Rows read(PersistentStore& store, std::int64_t first_day = 0, std::size_t limit = 100) {
  const auto rows = store.read_mail_counts(first_day, limit);
  REQUIRE_STORED(rows);
  return *rows;
}

}  // namespace

TEST_CASE("mail counts come back by day, host and outcome, the greatest of each") {
  const auto store = open_fresh_store();
  CHECK(read(*store).empty());
  write(*store, {});
  write(*store, {{kToday, "mx2/1", "new", 3}, {kToday, "mx1/1", "new", 5}});
  write(*store, {{kToday, "mx1/1", "new", 4}, {kToday, "mx1/1", "early", 1}});
  write(*store, {{kToday, "mx2/1", "new", 9}, {kToday - 1, "mx2/1", "new", 7}});
  CHECK(read(*store) == Rows{{kToday - 1, "mx2/1", "new", 7},
                             {kToday, "mx1/1", "early", 1},
                             {kToday, "mx1/1", "new", 5},
                             {kToday, "mx2/1", "new", 9}});
}

TEST_CASE("of mail counts of one name that are written at once the greatest stays") {
  const auto store = open_fresh_store();
  write(*store,
        {{kToday, "mx1/1", "new", 4}, {kToday, "mx1/1", "new", 5}, {kToday, "mx1/1", "new", 3}});
  CHECK(read(*store) == Rows{{kToday, "mx1/1", "new", 5}});
}

TEST_CASE("another process reads the mail counts that this one wrote, and adds to them") {
  const auto store = open_fresh_store();
  const auto other = reopened_store();
  REQUIRE_STORED(other->open());
  write(*store, {{kToday, "mx1/1", "new", 1}});
  write(*other, {{kToday, "mx1/2", "new", 2}});
  CHECK(read(*other).size() == 2);
  CHECK(read(*store) == read(*other));
}

TEST_CASE("mail counts of days before the first are not read, and are deleted, so many at a time") {
  const auto store = open_fresh_store();
  write(*store, {{7, "mx1/1", "new", 1}, {7, "mx1/1", "early", 1}, {8, "mx1/1", "new", 1}});
  CHECK(read(*store, 8) == Rows{{8, "mx1/1", "new", 1}});
  CHECK(read(*store, 0, 2).size() == 2);
  const auto some = store->expire_mail_counts(8, 1);
  REQUIRE_STORED(some);
  CHECK(*some == 1);
  CHECK(*store->expire_mail_counts(8, 100) == 1);
  CHECK(*store->expire_mail_counts(8, 100) == 0);
  CHECK(read(*store) == Rows{{8, "mx1/1", "new", 1}});
}

}  // namespace greycache::persistent_store_mail_count_suite
