// A configuration file: its messages fit a log, and what is printed of it reads back as the same.
#include "common/text.h"
#include "greycache/config/settings_printer.h"
#include "greycache/config/settings_reader.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

void check_messages(const std::vector<std::string>& messages) {
  for (const std::string& message : messages) {
    check(message.starts_with("fuzz.conf"), "a message begins with its place");
    check(is_log_text(message), "a message fits a log");
  }
}

void check_read_back(const Settings& settings) {
  const std::string printed = print_config(settings);
  if (printed.find("***") != printed.npos) return;
  const auto again = read_settings(printed, "fuzz.conf");
  check(again.has_value(), "printed settings can be read");
  check(again->settings == settings, "printed settings read back as the same");
  check(print_config(again->settings) == printed, "and print as the same");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache::fuzz;
  const Input input(data, size);
  const auto loaded = greycache::read_settings(input.rest(), "fuzz.conf");
  if (!loaded) {
    check(!loaded.error().empty(), "a refused file says why");
    check_messages(loaded.error());
    return 0;
  }
  check_messages(loaded->warnings);
  check_read_back(loaded->settings);
  const greycache::Rules rules = greycache::rules_of(loaded->settings);
  check(rules.reconnect_delay >= 0 && rules.max_connect_age >= 0, "no time is negative");
  return 0;
}
