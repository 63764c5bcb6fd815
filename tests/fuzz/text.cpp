// Texts of strangers in JSON, in actions, in queries, and spans of time as people write them.
#include "common/text.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/action.h"
#include "common/duration.h"
#include "common/message_end.h"
#include "greyctl/query.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

void check_json(std::string_view text) {
  const std::string quoted = json_string(text);
  const auto read = nlohmann::json::parse(quoted, nullptr, false);
  check(read.is_string(), "a JSON string is one");
  const bool kept = quoted.find("\\ufffd") == quoted.npos;
  check(!kept || read.get<std::string>() == text, "a JSON string reads back");
}

void check_duration(std::string_view text) {
  using namespace std::chrono_literals;
  const auto span = parse_duration(text, 1min);
  if (!span) return;
  check(*span >= 0ms, "no span is negative");
  check(parse_duration(format_duration(*span), 1s) == span, "a span reads back");
  check(!duration_in_words(*span).empty(), "a span has words");
}

void check_query(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) words.emplace_back(word);
  const auto request = policy_request_of(words);
  if (!request) {
    check(is_log_text(request.error()), "a reason fits a terminal");
    return;
  }
  std::size_t scanned = 0;
  check(complete_request_length(*request, scanned) == request->size(), "a query is one request");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  const std::string_view text = Input(data, size).rest();
  check_json(text);
  check_duration(text);
  check_query(text);
  const std::string reply = Action(text).reply();
  std::size_t scanned = 0;
  check(complete_request_length(reply, scanned) == reply.size(), "an action is one reply");
  return 0;
}
