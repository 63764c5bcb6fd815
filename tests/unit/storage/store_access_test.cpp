// Tests of the edges between the states of writing and of reading, and of the pauses between tries.
#include "greycache/storage/store_access.h"
#include "greycache/event/libevent_loop.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace greycache;

namespace {

using Writing = StoreAccess::Writing;
using Reading = StoreAccess::Reading;
using Connection = StoreAccess::Connection;
using Connections = StoreAccess::Connections;

const StoreError kAway{StoreError::Kind::unavailable, "away"};
const StoreError kStandby{StoreError::Kind::read_only, "a standby"};
const StoreError kLocked{StoreError::Kind::contention, "locked"};

struct Access {
  explicit Access(Connections connections = Connections::one_each)
      : access(loop, health, connections, {std::chrono::milliseconds(0), {}}, [] { return 0.0; }) {
    access.set_try_writing([this] { ++writing_tried; });
    access.set_try_reading([this] { ++reading_tried; });
  }

  LibeventLoop loop;
  std::vector<std::string> changes;
  StoreHealth health{"store", [this](const StoreHealth::Change& change) {
                       changes.push_back(change.up ? "up" : change.reason);
                     }};
  StoreAccess access;
  int writing_tried = 0;
  int reading_tried = 0;
};

}  // namespace

TEST_CASE("store access: the first job opens the store, and what reads connects by itself") {
  Access bench;
  CHECK(bench.access.writing_connection() == Connection::to_be_opened);
  CHECK(bench.access.reading_connection() == Connection::in_use);
  CHECK(bench.access.may_read());
  bench.access.wrote(true);
  CHECK(bench.access.writing_connection() == Connection::in_use);
  CHECK(bench.access.reading_connection() == Connection::in_use);
  CHECK(bench.changes.empty());
}

TEST_CASE("store access: a store that cannot be reached is opened anew, and not read until then") {
  Access bench;
  bench.access.wrote(true);
  bench.access.write_failed(kAway, false);
  CHECK(bench.access.writing() == Writing::unreachable);
  CHECK(bench.access.writing_connection() == Connection::to_be_opened);
  CHECK_FALSE(bench.access.may_read());
  CHECK(bench.access.reason() == "away");
  bench.access.wrote(true);
  CHECK(bench.access.may_read());
  CHECK(bench.changes == std::vector<std::string>{"away", "up"});
}

TEST_CASE("store access: a standby keeps its connection and is read") {
  Access bench;
  bench.access.write_failed(kStandby, true);
  CHECK(bench.access.writing() == Writing::refused);
  CHECK(bench.access.writing_connection() == Connection::in_use);
  CHECK(bench.access.may_read());
  CHECK_FALSE(bench.health.up());
}

TEST_CASE("store access: one whose lock another program holds keeps its connection and is read") {
  Access bench;
  bench.access.wrote(true);
  bench.access.write_failed(kLocked, false);
  CHECK(bench.access.writing() == Writing::refused);
  CHECK(bench.access.writing_connection() == Connection::in_use);
  CHECK(bench.access.may_read());
  CHECK_FALSE(bench.health.up());
  bench.loop.run_once(true);
  CHECK(bench.writing_tried == 1);
  bench.access.wrote(false);
  CHECK(bench.changes == std::vector<std::string>{"locked", "up"});
}

TEST_CASE("store access: one that refuses to be opened is opened with the next try, too") {
  Access bench;
  bench.access.write_failed(kStandby, false);
  CHECK(bench.access.writing() == Writing::refused);
  CHECK(bench.access.writing_connection() == Connection::to_be_opened);
}

TEST_CASE("store access: from refused to unreachable and back the connection is lost") {
  Access bench;
  bench.access.write_failed(kStandby, true);
  bench.access.write_failed(kAway, false);
  CHECK(bench.access.writing() == Writing::unreachable);
  CHECK(bench.access.writing_connection() == Connection::to_be_opened);
  bench.access.write_failed(kStandby, true);
  CHECK(bench.access.writing() == Writing::refused);
  CHECK(bench.access.writing_connection() == Connection::in_use);
}

TEST_CASE("store access: once it is written again what reads gets a new connection of its own") {
  for (const Connections connections : {Connections::one_each, Connections::one_for_both}) {
    for (const StoreError& error : {kAway, kStandby}) {
      Access bench(connections);
      bench.access.write_failed(error, true);
      CHECK(bench.access.reading_connection() == Connection::in_use);
      bench.access.wrote(false);
      const bool own = connections == Connections::one_each;
      CHECK((bench.access.reading_connection() == Connection::to_be_opened) == own);
      // Asked for while a reading is under way it is for the next one.
      bench.access.reading_begun();
      CHECK(bench.access.reading_connection() == Connection::in_use);
      bench.access.has_read();
      CHECK(bench.access.reading_connection() == Connection::in_use);
    }
  }
}

TEST_CASE("store access: reading that failed is tried when writing succeeds, not when it fails") {
  Access bench;
  bench.access.wrote(true);
  bench.access.read_failed(kAway);
  CHECK(bench.access.reading() == Reading::failed);
  CHECK(bench.access.reading_connection() == Connection::to_be_opened);
  CHECK_FALSE(bench.access.may_read());
  bench.reading_tried = 0;
  bench.access.write_failed(kAway, false);
  CHECK(bench.reading_tried == 0);
  bench.access.wrote(false);
  CHECK(bench.reading_tried == 1);
  CHECK_FALSE(bench.health.up());
  bench.access.has_read();
  CHECK(bench.reading_tried == 1);
  CHECK(bench.health.up());
}

TEST_CASE("store access: once the store is opened reading has a turn, where it has a connection") {
  Access bench;
  bench.access.wrote(false);
  CHECK(bench.reading_tried == 0);
  bench.access.wrote(true);
  CHECK(bench.reading_tried == 1);
  Access with_one(Connections::one_for_both);
  with_one.access.wrote(true);
  CHECK(with_one.reading_tried == 0);
}

TEST_CASE("store access: it is up only while both succeed") {
  Access bench;
  bench.access.write_failed(kStandby, true);
  bench.access.has_read();
  CHECK_FALSE(bench.health.up());
  bench.access.read_failed(kAway);
  bench.access.wrote(false);
  CHECK_FALSE(bench.health.up());
  bench.access.has_read();
  CHECK(bench.health.up());
}

TEST_CASE("store access: where two servers answer both connections are made anew") {
  Access bench;
  bench.access.wrote(true);
  bench.access.read_elsewhere(kAway);
  CHECK(bench.access.writing() == Writing::works);
  CHECK(bench.access.writing_connection() == Connection::to_be_opened);
  CHECK(bench.access.reading_connection() == Connection::to_be_opened);
  // A batch that was under way is no answer to that.
  bench.access.wrote(false);
  CHECK(bench.access.writing_connection() == Connection::to_be_opened);
  bench.access.wrote(true);
  CHECK(bench.access.writing_connection() == Connection::in_use);
}

TEST_CASE("store access: a pause that is over tries both, once, however often jobs failed") {
  Access bench;
  for (int i = 0; i < 3; ++i) bench.access.write_failed(kAway, false);
  bench.access.read_failed(kAway);
  CHECK(bench.writing_tried == 0);
  bench.loop.run_once(true);
  CHECK(bench.writing_tried == 1);
  CHECK(bench.reading_tried == 1);
  bench.loop.run_once(false);
  CHECK(bench.writing_tried == 1);
}
