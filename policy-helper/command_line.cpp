// Reads the options of policy-helper and checks their bounds.
#include "policy-helper/command_line.h"

#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace greycache {

namespace {

constexpr std::size_t kLongestFallback = 200;
constexpr std::ptrdiff_t kLongestNumber = 7;  // no product with a unit overflows
constexpr std::chrono::milliseconds kShortestTimeout{10};
constexpr std::chrono::milliseconds kLongestTimeout{3'600'000};

struct Unit {
  std::string_view suffix;
  int milliseconds;
};
constexpr std::array<Unit, 4> kUnits{{{"", 1000}, {"s", 1000}, {"ms", 1}, {"m", 60'000}}};

// Empty on success, else what is wrong.
using Reason = const char*;

Reason set_socket(CommandLine& line, const char* value) {
  const std::size_t length = std::strlen(value);
  if (length == 0) return "the socket path is empty";
  if (length >= sizeof(sockaddr_un::sun_path)) return "the socket path is over 107 bytes";
  line.socket = value;
  return "";
}

Reason set_timeout(CommandLine& line, const char* value) {
  long number = 0;
  const char* digit = value;
  for (; *digit >= '0' && *digit <= '9'; ++digit) {
    if (digit - value == kLongestNumber) return "the timeout is over an hour";
    number = number * 10 + (*digit - '0');
  }
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(),
                                 [&](const Unit& known) { return known.suffix == digit; });
  if (digit == value || unit == kUnits.end()) return "the timeout is no span of time";
  const std::chrono::milliseconds span{number * unit->milliseconds};
  if (span < kShortestTimeout) return "the timeout is under 10ms";
  if (span > kLongestTimeout) return "the timeout is over an hour";
  line.timeout = span;
  return "";
}

Reason set_fallback(CommandLine& line, const char* value) {
  const std::string_view text = value;
  if (text.empty() || text.front() == ' ') return "the fallback is not an action";
  if (text.size() > kLongestFallback) return "the fallback is over 200 characters";
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
  if (!printable) return "the fallback has a character that is not printable ASCII";
  line.fallback = value;
  return "";
}

struct ValueOption {
  std::string_view name;
  Reason (*set)(CommandLine&, const char*);
};
constexpr std::array<ValueOption, 3> kValueOptions{
    {{"--socket", set_socket}, {"--timeout", set_timeout}, {"--fallback", set_fallback}}};

// The value behind "NAME=" where `argument` has that form, nullptr where it is not this option.
const char* value_behind_equals(const char* argument, std::string_view name) {
  const bool matches =
      std::strncmp(argument, name.data(), name.size()) == 0 && argument[name.size()] == '=';
  return matches ? argument + name.size() + 1 : nullptr;
}

// Takes one option that has a value, from the front of `arguments`. False where it is none.
bool take_value_option(CommandLine& line, std::span<const char* const>& arguments) {
  const char* argument = arguments.front();
  for (const ValueOption& option : kValueOptions) {
    const char* value = value_behind_equals(argument, option.name);
    if (value == nullptr && option.name != argument) continue;
    if (value == nullptr && arguments.size() > 1) {
      arguments = arguments.last(arguments.size() - 1);
      value = arguments.front();
    }
    line.reason = value == nullptr ? "this option needs a value" : option.set(line, value);
    line.culprit = value == nullptr ? argument : value;
    return true;
  }
  return false;
}

void take_option(CommandLine& line, std::span<const char* const>& arguments) {
  const std::string_view argument = arguments.front();
  if (argument == "-h" || argument == "--help") {
    line.task = CommandLine::Task::help;
  } else if (argument == "--version") {
    line.task = CommandLine::Task::version;
  } else if (argument == "--relay") {
    line.relay = true;
  } else if (!take_value_option(line, arguments)) {
    line.reason = "unknown argument";
    line.culprit = arguments.front();
  }
}

}  // namespace

CommandLine parse_command_line(std::span<const char* const> arguments) {
  CommandLine line;
  while (!arguments.empty() && line.task == CommandLine::Task::forward) {
    take_option(line, arguments);
    if (*line.reason != '\0') line.task = CommandLine::Task::usage_error;
    arguments = arguments.last(arguments.size() - 1);
  }
  if (line.task == CommandLine::Task::forward && *line.socket == '\0') {
    line.task = CommandLine::Task::usage_error;
    line.reason = "--socket PATH is missing";
    line.culprit = "";
  }
  return line;
}

}  // namespace greycache
