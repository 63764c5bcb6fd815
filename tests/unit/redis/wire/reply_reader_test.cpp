// Replies out of a byte stream, whole, in pieces, and from a server that lies.
#include "greycache/redis/wire/reply_reader.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

using Type = RedisReply::Type;

// Every complete reply in `bytes`, which must be readable.
std::vector<RedisReply> read_all(ReplyReader& reader, std::string_view bytes) {
  std::vector<RedisReply> replies;
  reader.feed(bytes);
  for (;;) {
    auto reply = reader.next();
    REQUIRE(reply.has_value());
    if (!*reply) return replies;
    replies.push_back(std::move(**reply));
  }
}

bool refuses(std::string_view bytes) {
  ReplyReader reader;
  reader.feed(bytes);
  return !reader.next().has_value();
}

bool waits_for_more(std::string_view bytes) {
  ReplyReader reader;
  reader.feed(bytes);
  const auto reply = reader.next();
  return reply.has_value() && !reply->has_value();
}

}  // namespace

TEST_CASE("each type of reply is read") {
  ReplyReader reader;
  const auto replies =
      read_all(reader, "+OK\r\n-OOM no\r\n:-7\r\n$3\r\na\r\n\r\n$-1\r\n*-1\r\n*0\r\n");
  REQUIRE(replies.size() == 7);
  CHECK(replies[0].type == Type::status);
  CHECK(replies[0].text == "OK");
  CHECK(replies[1].is_error());
  CHECK(replies[1].text == "OOM no");
  CHECK(replies[2].integer == -7);
  CHECK(replies[3].is_string());
  CHECK(replies[3].text == "a\r\n");
  CHECK(replies[4].type == Type::nil);
  CHECK(replies[5].type == Type::nil);
  CHECK(replies[6].is_array());
}

// hiredis 0.14 does not know them, 1.0 and later read them, though nobody has asked for RESP3.
TEST_CASE("the types of RESP3 are refused") {
  for (const std::string_view bytes :
       {",1.5\r\n", "#t\r\n", "%1\r\n+a\r\n:1\r\n", "~1\r\n:1\r\n", ">2\r\n+x\r\n:1\r\n",
        "(1234567890123456789012\r\n", "=5\r\ntxt:a\r\n", "*2\r\n,2.5\r\n#t\r\n"}) {
    CAPTURE(bytes);
    CHECK(refuses(bytes));
  }
}

TEST_CASE("arrays nest to a bound") {
  const auto nested = [](int arrays) {
    std::string bytes;
    for (int i = 0; i < arrays; ++i) bytes += "*1\r\n";
    return bytes + ":1\r\n";
  };
  ReplyReader reader;
  CHECK(read_all(reader, nested(7)).size() == 1);
  CHECK(refuses(nested(9)));
  CHECK(refuses(nested(100'000)));
}

TEST_CASE("arrays nest") {
  ReplyReader reader;
  const auto replies = read_all(reader, "*3\r\n*2\r\n:1\r\n$1\r\nx\r\n$-1\r\n*1\r\n-E\r\n");
  REQUIRE(replies.size() == 1);
  const auto& elements = replies[0].elements;
  REQUIRE(elements.size() == 3);
  CHECK(elements[0].elements[0].integer == 1);
  CHECK(elements[0].elements[1].text == "x");
  CHECK(elements[1].type == Type::nil);
  CHECK(elements[2].elements[0].is_error());
}

TEST_CASE("a reply that comes byte by byte is the same") {
  const std::string_view bytes = "*2\r\n$5\r\nhello\r\n:12\r\n";
  ReplyReader reader;
  for (const char& byte : bytes.substr(0, bytes.size() - 1)) {
    CHECK(read_all(reader, {&byte, 1}).empty());
  }
  const auto replies = read_all(reader, bytes.substr(bytes.size() - 1));
  REQUIRE(replies.size() == 1);
  CHECK(replies[0].elements[0].text == "hello");
  CHECK(replies[0].elements[1].integer == 12);
}

TEST_CASE("a long array is read whole") {
  std::string bytes = "*5000\r\n";
  for (int i = 0; i < 5000; ++i) bytes += "$4\r\n" + std::to_string(1000 + i % 9000) + "\r\n";
  ReplyReader reader;
  const auto replies = read_all(reader, bytes);
  REQUIRE(replies.size() == 1);
  REQUIRE(replies[0].elements.size() == 5000);
  CHECK(replies[0].elements[4999].text == "5999");
}

TEST_CASE("an announced length allocates nothing before the bytes are there") {
  CHECK(waits_for_more("*2147483647\r\n"));
  CHECK(waits_for_more("*2147483647\r\n*2147483647\r\n*2147483647\r\n"));
  CHECK(waits_for_more("$2147483647\r\nabc"));
}

TEST_CASE("what is no reply is refused, and so is everything after it") {
  CHECK(refuses("HTTP/1.1 400\r\n"));
  CHECK(refuses("%1\r\n+a\r\n+b\r\n"));
  CHECK(refuses("*-2\r\n"));
  CHECK(refuses("*99999999999\r\n"));
  CHECK(refuses("$99999999999999999999999\r\n"));
  std::string nested;
  for (int i = 0; i < 100; ++i) nested += "*1\r\n";
  CHECK(refuses(nested + ":1\r\n"));

  ReplyReader reader;
  reader.feed("?\r\n");
  CHECK_FALSE(reader.next().has_value());
  reader.feed("+OK\r\n");
  CHECK_FALSE(reader.next().has_value());
}

TEST_CASE("a reply may be as long as the limit and no longer") {
  const std::string bytes = "$100\r\n" + std::string(100, 'x') + "\r\n";
  for (const std::size_t limit : {bytes.size() - 1, bytes.size() - 2}) {
    ReplyReader reader(limit);
    reader.feed(bytes.substr(0, bytes.size() - 1));
    CHECK(reader.next().has_value() == (limit == bytes.size() - 1));
  }
}

TEST_CASE("the limit is for one reply, not for the stream") {
  ReplyReader reader(20);
  std::size_t count = 0;
  for (int i = 0; i < 100; ++i) {
    count += read_all(reader, "+twelve bytes\r\n+twe").size();
    count += read_all(reader, "lve bytes\r\n").size();
  }
  CHECK(count == 200);
}

}  // namespace greycache
