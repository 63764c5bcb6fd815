// A line at the panel's socket: a question that its account may ask, or a fault that says why not.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "common/text.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/asked_verbs.h"
#include "greycache/panel/history_verbs.h"
#include "greycache/panel/question.h"
#include "greycache/panel/waiting_meaning.h"
#include "greycache/panel/waiting_page.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

void check_line(const Answer& answer) {
  const std::string line = answer_line(answer);
  check(line.size() <= kLongestPanelAnswer, "an answer has a limit");
  check(line.find('\n') == line.size() - 1, "an answer is one line");
  check(nlohmann::json::parse(line, nullptr, false).is_object(), "an answer is an object");
}

void check_command(const tl::expected<std::string, Fault>& command) {
  if (!command) return check_line(tl::unexpected(command.error()));
  check(command->find('\n') == std::string::npos && command->find('\0') == std::string::npos,
        "a command is one line");
}

// Whatever it means, an entry that is meant by itself holds one of its texts.
void check_waiting(const Question& question) {
  (void)WaitingPage::of(question);
  const std::string_view filter = trimmed(question.arguments.text("filter"));
  if (filter.empty()) return;
  const WaitingMeaning meaning = waiting_meaning(filter, Rules());
  WaitingSearch search;
  search.texts = meaning.texts;
  for (const char* src : {"192.0.2", "192.0.2.7", "2001:db8::/64", "pool.example@x.example"}) {
    const Fact entry{FactKind::connect, src, "alice", "x.example", "bob@y.example", 1, 1};
    const bool is_meant =
        meaning.may_be(entry) &&
        std::ranges::all_of(meaning.needed, [&](const auto& needed) { return needed(entry); });
    check(!is_meant || search.wants(entry), "an entry that is meant holds a text");
  }
}

void check_question(const Question& question) {
  check(question.verb != nullptr, "a question has a verb");
  check(may(*question.verb, question.role, !question.domain.empty()), "its account may ask it");
  const std::string_view verb = question.verb->name;
  if (verb == "why") check_command(why_command(question));
  if (verb == "history") check_command(history_command(question));
  if (verb == "show") check_command(show_command(question));
  if (verb == "rules_try") check_command(rules_command(question));
  if (verb == "forget") check_command(forget_command(question));
  if (verb == "waiting") check_waiting(question);
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  const std::string_view line = Input(data, size).rest();
  const auto question = parse_question(line);
  if (!question) {
    check_line(tl::unexpected(question.error()));
  } else {
    check_question(*question);
  }
  // As an answer of the daemon's own would come.
  (void)history_answer(Question{}, line);
  (void)why_answer(Question{}, line);
  return 0;
}
