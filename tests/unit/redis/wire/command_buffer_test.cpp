// Commands in their wire form.
#include "greycache/redis/wire/command_buffer.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("a command is an array of bulk strings") {
  CommandBuffer commands;
  CHECK(commands.empty());
  commands.add({"HGET", "key", ""});
  CHECK(commands.bytes() == "*3\r\n$4\r\nHGET\r\n$3\r\nkey\r\n$0\r\n\r\n");
  CHECK(commands.commands() == 1);
}

TEST_CASE("a word with line ends and zero bytes stays one word") {
  CommandBuffer commands;
  commands.add({std::string_view("a\r\n*1\0", 6)});
  CHECK(commands.bytes() == std::string("*1\r\n$6\r\na\r\n*1\0\r\n", 16));
}

TEST_CASE("commands follow each other and are counted") {
  CommandBuffer commands;
  commands.add({"PING"});
  commands.begin(2);
  commands.word("EXPIRE");
  commands.number(-86400);
  CHECK(commands.bytes() == "*1\r\n$4\r\nPING\r\n*2\r\n$6\r\nEXPIRE\r\n$6\r\n-86400\r\n");
  CHECK(commands.commands() == 2);
}

}  // namespace greycache
