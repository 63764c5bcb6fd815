// What is kept of the journal, by time and by bytes.
#include "greycache/sqlite/kept_records.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

using std::chrono::seconds;

const KeptRecords::Time kBegin{};

}  // namespace

TEST_CASE("a group is due when its time is over, and not before") {
  KeptRecords kept({seconds(600), 1000});
  kept.add(10, 100, kBegin);
  kept.add(20, 100, kBegin + seconds(1));
  CHECK(kept.due(kBegin + seconds(600) - std::chrono::nanoseconds(1)) == 0);
  CHECK(kept.due(kBegin + seconds(600)) == 10);
  CHECK(kept.due(kBegin + seconds(601)) == 20);
}

TEST_CASE("beyond the bytes the oldest are due at once") {
  KeptRecords kept({seconds(600), 250});
  kept.add(10, 100, kBegin);
  kept.add(20, 150, kBegin);
  CHECK(kept.due(kBegin) == 0);
  kept.add(30, 1, kBegin);
  CHECK(kept.due(kBegin) == 10);
  kept.remove(10, 100);
  CHECK(kept.bytes() == 151);
  CHECK(kept.due(kBegin) == 0);
}

TEST_CASE("a part of a group may go") {
  KeptRecords kept({seconds(600), 1000});
  kept.add(10, 100, kBegin);
  kept.remove(4, 40);
  CHECK(kept.bytes() == 60);
  CHECK(kept.last() == 10);
  kept.remove(10, 60);
  CHECK(kept.bytes() == 0);
  CHECK(kept.last() == 0);
}

TEST_CASE("records that wait again are not kept") {
  KeptRecords kept({seconds(600), 1000});
  kept.add(10, 100, kBegin);
  kept.add(20, 100, kBegin);
  kept.rewind(20);
  CHECK(kept.bytes() == 200);
  kept.rewind(15);
  CHECK(kept.last() == 10);
  CHECK(kept.bytes() == 100);
  kept.rewind(0);
  CHECK(kept.bytes() == 0);
}

TEST_CASE("without a time or without bytes nothing is kept") {
  CHECK(KeptRecords({seconds(1), 1}).keeps());
  CHECK_FALSE(KeptRecords({seconds(0), 1}).keeps());
  CHECK_FALSE(KeptRecords({seconds(1), 0}).keeps());
}

TEST_CASE("on a full disk all are due") {
  KeptRecords kept({seconds(600), 1000});
  kept.add(10, 100, kBegin);
  kept.give_way(true);
  CHECK(kept.due(kBegin) == 10);
  kept.give_way(false);
  CHECK(kept.due(kBegin) == 0);
}

}  // namespace greycache
