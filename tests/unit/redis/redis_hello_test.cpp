// The first commands on a connection.
#include "greycache/redis/redis_hello.h"

#include <doctest/doctest.h>

namespace greycache::redis_hello_test {

namespace {

bool holds(const CommandBuffer& commands, std::string_view bytes) {
  return commands.bytes().find(bytes) != std::string::npos;
}

std::vector<RedisReply> all_well(const RedisOptions& options) {
  std::vector<RedisReply> replies(hello_commands(options, 7).commands());
  for (RedisReply& reply : replies) reply.type = RedisReply::Type::status;
  replies[replies.size() - 2] = {RedisReply::Type::integer, "", 7, {}};
  replies.back() = {
      RedisReply::Type::string, "# Replication\r\nmaster_replid:0a1b2c3d4e5f\r\n", 0, {}};
  return replies;
}

RedisReply error(const char* text) {
  return {RedisReply::Type::error, text, 0, {}};
}

}  // namespace

TEST_CASE("without password and database neither is sent") {
  const auto commands = hello_commands(RedisOptions{}, 7);
  CHECK_FALSE(holds(commands, "AUTH"));
  CHECK_FALSE(holds(commands, "SELECT"));
  CHECK(holds(commands, "$12\r\ngrey:{probe}\r\n"));
}

TEST_CASE("user, password and database are sent first") {
  RedisOptions options;
  options.password = std::string("p w");
  options.db = 3;
  CHECK(hello_commands(options, 7).bytes().starts_with("*2\r\n$4\r\nAUTH\r\n$3\r\np w\r\n"));
  CHECK(holds(hello_commands(options, 7), "*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n"));
  options.user.push_back('u');
  CHECK(hello_commands(options, 7)
            .bytes()
            .starts_with("*3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$3\r\np w\r\n"));
}

TEST_CASE("the password is read anew for each connection") {
  RedisOptions options;
  options.password = "old";
  std::string now = "old";
  options.read_password = [&now] { return now; };
  CHECK(holds(hello_commands(options, 7), "AUTH\r\n$3\r\nold\r\n"));
  now = "corrected";
  CHECK(holds(hello_commands(options, 7), "AUTH\r\n$9\r\ncorrected\r\n"));
}

TEST_CASE("a server that does everything is used") {
  CHECK_FALSE(hello_error(all_well({}), {}).has_value());
}

TEST_CASE("the first error is the reason") {
  RedisOptions options;
  options.password = "secret";
  auto replies = all_well(options);
  replies[0] = error("WRONGPASS no");
  for (std::size_t i = 1; i < replies.size(); ++i) replies[i] = error("NOAUTH no");
  const auto reason = hello_error(replies, options);
  REQUIRE(reason.has_value());
  CHECK(reason->kind == StoreError::Kind::refused);
  CHECK(reason->message.find("WRONGPASS") != std::string::npos);
  CHECK(reason->message.find("secret") == std::string::npos);
}

TEST_CASE("an error in any command but the naming of the connection counts") {
  for (const char* password : {"", "p"}) {
    RedisOptions options;
    options.password = password;
    const std::size_t naming = options.password.empty() ? 0 : 1;
    const auto replies = all_well(options);
    for (std::size_t i = 0; i < replies.size(); ++i) {
      auto changed = replies;
      changed[i] = error("NOPERM no");
      CHECK(hello_error(changed, options).has_value() == (i != naming));
    }
  }
}

TEST_CASE(
    "the generation is the beginning of master_replid, and a server without one is not used") {
  auto replies = all_well({});
  CHECK(generation_of(replies) == "0a1b2c3d");
  for (const char* info : {"", "OK", "\r\nmaster_replid:0a1b2c3", "\r\nmaster_replid:0a1b 2c3d\r\n",
                           "\r\nmaster_replid2:0a1b2c3d4e5f\r\n"}) {
    replies.back().text = info;
    CHECK(generation_of(replies).empty());
    CHECK(hello_error(replies, {}).has_value());
  }
}

TEST_CASE("the epoch is asked for last but one, and a server that does not say one is not used") {
  CHECK(holds(hello_commands({}, 7), "$12\r\ngrey:{epoch}\r\n$1\r\nn\r\n$1\r\n7\r\n"));
  auto replies = all_well({});
  CHECK(epoch_in(replies) == 7);
  replies[replies.size() - 2].type = RedisReply::Type::status;
  CHECK(hello_error(replies, {}).has_value());
  CHECK_FALSE(epoch_in({}).has_value());
}

TEST_CASE("a server that Sentinels name must be a master, whatever it lets write") {
  RedisOptions options;
  auto replies = all_well(options);
  replies.back().text = "# Replication\r\nrole:slave\r\nmaster_replid:0a1b2c3d4e5f\r\n";
  CHECK_FALSE(hello_error(replies, options).has_value());
  options.sentinels.push_back({"192.0.2.1", 26379});
  const auto reason = hello_error(replies, options);
  REQUIRE(reason.has_value());
  CHECK(reason->kind == StoreError::Kind::unavailable);
  replies.back().text = "# Replication\r\nrole:master\r\nmaster_replid:0a1b2c3d4e5f\r\n";
  CHECK_FALSE(hello_error(replies, options).has_value());
}

TEST_CASE("places of servers read as usual") {
  RedisOptions options;
  CHECK(place_of(options) == "127.0.0.1:6379");
  options.server.host = std::string("::1");
  CHECK(place_of(options) == "[::1]:6379");
  options.master_name = "mail";
  options.sentinels.push_back({"192.0.2.1", 26379});
  CHECK(place_of(options) == "the master mail");
  options.sentinels.clear();
  options.server.unix_path = "/run/redis.sock";
  CHECK(place_of(options) == "/run/redis.sock");
}

}  // namespace greycache::redis_hello_test
