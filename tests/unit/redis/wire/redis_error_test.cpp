// Error replies, told apart.
#include "greycache/redis/wire/redis_error.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

using Kind = StoreError::Kind;

Kind kind_of(std::string_view reply) {
  return redis_error(reply).kind;
}

}  // namespace

TEST_CASE("errors that pass by themselves") {
  CHECK(kind_of("LOADING Redis is loading the dataset in memory") == Kind::unavailable);
  CHECK(kind_of("MASTERDOWN Link with MASTER is down") == Kind::unavailable);
  CHECK(kind_of("CLUSTERDOWN The cluster is down") == Kind::unavailable);
  CHECK(kind_of("BUSY Redis is busy running a script.") == Kind::contention);
  CHECK(kind_of("TRYAGAIN Multiple keys request during rehashing of slot") == Kind::contention);
  CHECK(kind_of("ERR max number of clients reached") == Kind::contention);
}

TEST_CASE("errors of a server that reads but does not write") {
  CHECK(kind_of("READONLY You can't write against a read only replica.") == Kind::read_only);
  CHECK(kind_of("OOM command not allowed when used memory > 'maxmemory'.") == Kind::read_only);
  CHECK(kind_of("MISCONF Redis is configured to save RDB snapshots") == Kind::read_only);
  CHECK(kind_of("NOREPLICAS Not enough good replicas to write.") == Kind::read_only);
}

TEST_CASE("errors that need an administrator") {
  for (const char* reply :
       {"NOAUTH Authentication required.", "WRONGPASS invalid username-password pair",
        "ERR invalid password", "NOPERM this user has no permissions to run the 'hset' command",
        "DENIED Redis is running in protected mode", "MOVED 3999 127.0.0.1:6381",
        "ASK 3999 127.0.0.1:6381", "ERR DB index is out of range", "ERR unknown command 'HSET'",
        "anything else", ""}) {
    CAPTURE(reply);
    CHECK(kind_of(reply) == Kind::refused);
  }
}

TEST_CASE("a key that is somebody else's is that key's trouble only") {
  const StoreError error = redis_error("WRONGTYPE Operation against a key");
  CHECK(error.kind == Kind::data);
  CHECK_FALSE(ends_connection(error));
}

TEST_CASE("only the whole first word counts") {
  CHECK(kind_of("OOMPH") == Kind::refused);
  CHECK(kind_of("OOM") == Kind::read_only);
  CHECK(kind_of("LOADINGS x") == Kind::refused);
}

TEST_CASE("the message names the error in one safe line") {
  const std::string message = redis_error("READONLY a\nb\x1b").message;
  CHECK(message.find("READONLY a\\x0ab\\x1b") != std::string::npos);
  CHECK(message.find("replica") != std::string::npos);
}

TEST_CASE("a connection ends where another server may help") {
  CHECK(ends_connection(redis_error("LOADING")));
  CHECK(ends_connection(redis_error("READONLY x")));
  CHECK(ends_connection(redis_error("NOPERM x")));
  CHECK_FALSE(ends_connection(redis_error("BUSY x")));
}

}  // namespace greycache
