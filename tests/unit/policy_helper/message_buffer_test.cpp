// Shows where messages in a fixed buffer end and what is kept behind them.
#include "policy-helper/message_buffer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>

using namespace greycache;

namespace {

template <std::size_t Capacity>
void append(MessageBuffer<Capacity>& buffer, std::string_view text) {
  REQUIRE(text.size() <= buffer.space_size());
  std::copy(text.begin(), text.end(), buffer.space());
  buffer.added(text.size());
}

}  // namespace

TEST_CASE("a message is complete with its empty line, wherever it is split") {
  const std::string_view text = "request=smtpd_access_policy\nsender=\n\n";
  MessageBuffer<64> buffer;
  for (const char& c : text) {
    CHECK(buffer.message().empty());
    append(buffer, {&c, 1});
  }
  CHECK(buffer.message() == text);
}

TEST_CASE("messages that came together leave one by one, in order") {
  MessageBuffer<64> buffer;
  append(buffer, "a=1\n\nb=22\n\nc=");
  CHECK(buffer.message() == "a=1\n\n");
  buffer.remove_message();
  CHECK(buffer.message() == "b=22\n\n");
  buffer.remove_message();
  CHECK(buffer.message().empty());
  CHECK(buffer.bytes() == "c=");
  append(buffer, "3\n\n");
  CHECK(buffer.message() == "c=3\n\n");
}

TEST_CASE("the empty line is found where it begins in the bytes of the message before") {
  MessageBuffer<64> buffer;
  append(buffer, "long=message\n\nb\n");
  CHECK(buffer.message() == "long=message\n\n");
  buffer.remove_message();
  CHECK(buffer.message().empty());
  append(buffer, "\n");
  CHECK(buffer.message() == "b\n\n");
}

TEST_CASE("a buffer is overfull when it is full without a complete message, not before") {
  MessageBuffer<8> buffer;
  append(buffer, "a=12345");
  CHECK_FALSE(buffer.overfull());
  append(buffer, "\n");
  CHECK(buffer.overfull());
  buffer.clear();
  append(buffer, "a=1234\n\n");
  CHECK(buffer.message().size() == 8);
  CHECK_FALSE(buffer.overfull());
}

TEST_CASE("a request of 64 KiB fits") {
  const auto buffer = std::make_unique<RequestBuffer>();
  append(*buffer, std::string(kLongestRequest - 2, 'x') + "\n\n");
  CHECK(buffer->message().size() == 65536);
}
