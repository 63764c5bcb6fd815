// What greyctl explain is asked about: a word or a line of a log, and what the daemon makes of it.
#include "greycache/maillog/explain_subject.h"

#include "greycache/control/history_words.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/terminal_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  const std::string_view text = Input(data, size).rest();
  const auto words = explain_subject(text);
  check(is_log_text(words ? *words : words.error()), "what comes out fits a line");
  const std::string unquoted = words.value_or("");
  for (const std::string_view asked_words : {text, std::string_view(unquoted)}) {
    const auto asked = parse_history_words(asked_words, 1'760'000'000);
    if (!asked) {
      check(is_terminal_text(asked.error()), "a reason fits a terminal");
      continue;
    }
    check(asked->limit >= 1 && asked->limit <= kMostHistoryRows, "the rows are bounded");
    check(asked->query.since >= 0, "no time before 1970 is asked for");
  }
  return 0;
}
