// Shows which command lines policy-helper takes and what it says about the others.
#include "policy-helper/command_line.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace greycache;
using namespace std::chrono_literals;

namespace {

CommandLine parsed(const std::vector<const char*>& arguments) {
  return parse_command_line(arguments);
}

CommandLine parsed_timeout(const char* text) {
  return parsed({"--socket", "/run/s", "--timeout", text});
}

CommandLine parsed_fallback(const char* text) {
  return parsed({"--socket", "/run/s", "--fallback", text});
}

}  // namespace

TEST_CASE("a socket alone is enough, and the rest has the documented defaults") {
  const CommandLine line = parsed({"--socket", "/run/s"});
  CHECK(line.task == CommandLine::Task::forward);
  CHECK(std::string(line.socket) == "/run/s");
  CHECK(line.timeout == 2s);
  CHECK(std::string(line.fallback) == "dunno");
  CHECK_FALSE(line.relay);
}

TEST_CASE("values may follow behind '=' and the last of a repeated option counts") {
  const CommandLine line = parsed({"--socket=/a", "--relay", "--timeout=500ms",
                                   "--fallback=defer_if_permit a = b", "--socket", "/b"});
  CHECK(line.task == CommandLine::Task::forward);
  CHECK(std::string(line.socket) == "/b");
  CHECK(line.timeout == 500ms);
  CHECK(std::string(line.fallback) == "defer_if_permit a = b");
  CHECK(line.relay);
}

TEST_CASE("help and version need no socket") {
  CHECK(parsed({"-h"}).task == CommandLine::Task::help);
  CHECK(parsed({"--relay", "--help"}).task == CommandLine::Task::help);
  CHECK(parsed({"--version"}).task == CommandLine::Task::version);
}

TEST_CASE("a missing socket, a missing value and an unknown argument are usage errors") {
  CHECK(std::string(parsed({}).reason) == "--socket PATH is missing");
  CHECK(std::string(parsed({"--socket"}).reason) == "this option needs a value");
  CHECK(std::string(parsed({"--socket="}).reason) == "the socket path is empty");
  const CommandLine line = parsed({"--socket", "/run/s", "--sockets", "x"});
  CHECK(line.task == CommandLine::Task::usage_error);
  CHECK(std::string(line.reason) == "unknown argument");
  CHECK(std::string(line.culprit) == "--sockets");
  CHECK(parsed({"--socket", "/run/s", "extra"}).task == CommandLine::Task::usage_error);
  CHECK(parsed({"--socket", "/run/s", "--relay=1"}).task == CommandLine::Task::usage_error);
}

TEST_CASE("a socket path has at most 107 bytes") {
  const std::string longest(107, 'x');
  CHECK(parsed({"--socket", longest.c_str()}).task == CommandLine::Task::forward);
  const std::string longer(108, 'x');
  CHECK(parsed({"--socket", longer.c_str()}).task == CommandLine::Task::usage_error);
}

TEST_CASE("the timeout has a unit or is in seconds, and lies between 10 ms and an hour") {
  CHECK(parsed_timeout("3").timeout == 3s);
  CHECK(parsed_timeout("2s").timeout == 2s);
  CHECK(parsed_timeout("1m").timeout == 1min);
  CHECK(parsed_timeout("10ms").timeout == 10ms);
  CHECK(parsed_timeout("3600").timeout == 1h);
  CHECK(parsed_timeout("60m").timeout == 1h);
  CHECK(parsed_timeout("3600000ms").timeout == 1h);
}

TEST_CASE("a timeout outside its bounds or in another form is a usage error") {
  for (const char* text : {"9ms", "0", "3601", "61m", "3600001ms", "99999999999999999999", "", "s",
                           "-1", "2x", "2 s", "1.5s", "1h"}) {
    CAPTURE(text);
    CHECK(parsed_timeout(text).task == CommandLine::Task::usage_error);
  }
}

TEST_CASE("the fallback has at most 200 printable characters and begins with none that is blank") {
  CHECK(parsed_fallback(std::string(200, 'x').c_str()).task == CommandLine::Task::forward);
  CHECK(parsed_fallback("DEFER_IF_PERMIT try ~ later").task == CommandLine::Task::forward);
  CHECK(parsed_fallback(std::string(201, 'x').c_str()).task == CommandLine::Task::usage_error);
  for (const char* text :
       {"", " dunno", "dunno\n", "a\n\naction=ok", "a\x1f", "a\x7f", "\xc3\xa4"}) {
    CAPTURE(text);
    CHECK(parsed_fallback(text).task == CommandLine::Task::usage_error);
  }
}
