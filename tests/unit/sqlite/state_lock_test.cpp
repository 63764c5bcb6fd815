// Shows that a state directory belongs to one process at a time.
#include "greycache/sqlite/state_lock.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <optional>

#include "tests/unit/temporary_directory.h"

namespace greycache {

TEST_CASE("state lock: the second is refused and told who holds it, until the first goes") {
  const TemporaryDirectory directory;
  auto first = StateLock::take(directory.path());
  REQUIRE(first.has_value());
  const auto second = StateLock::take(directory.path());
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().kind == StoreError::Kind::refused);
  CHECK(second.error().message.find("process " + std::to_string(getpid())) != std::string::npos);
  { const StateLock gone = std::move(*first); }
  CHECK(StateLock::take(directory.path()).has_value());
}

TEST_CASE("state lock: a lock file left behind by a process that is gone does not hold") {
  const TemporaryDirectory directory;
  directory.write("lock", "4194304000000000000000000000000000000\n");
  CHECK(StateLock::take(directory.path()).has_value());
  CHECK(directory.read("lock") == std::to_string(getpid()) + "\n");
}

TEST_CASE("state lock: a directory that is missing is refused") {
  const TemporaryDirectory directory;
  const auto lock = StateLock::take(directory.file("missing"));
  REQUIRE_FALSE(lock.has_value());
  CHECK(lock.error().kind == StoreError::Kind::refused);
}

}  // namespace greycache
