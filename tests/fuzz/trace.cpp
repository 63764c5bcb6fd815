// A trace in lines of JSON through the whole decision: each answer is a line of JSON.
#include <nlohmann/json.hpp>
#include <string>

#include "greyctl/replay/replay.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

constexpr std::size_t kMostEntries = 1000;

void check_answer(const std::string& answer) {
  const auto json = nlohmann::json::parse(answer, nullptr, false);
  check(json.is_object() && answer.find('\n') == answer.npos, "an answer is one line of JSON");
  const std::string action = json.at("action");
  check(!action.empty() && is_log_text(action), "an action can be sent");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  Input input(data, size);
  Rules rules;
  rules.connect_src_throttle = 3;
  Replay replay(rules, {}, {}, kMostEntries);
  while (!input.rest().empty()) {
    const auto answer = replay.answer(input.line());
    if (answer) check_answer(*answer);
  }
  return 0;
}
