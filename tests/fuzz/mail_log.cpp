// greyctl trace: a mail log of any kind; what comes out is a trace that replay reads.
#include "greyctl/trace/mail_log.h"

#include <nlohmann/json.hpp>

#include "greyctl/replay/trace_line.h"
#include "greyctl/trace/rewritten_sender.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

constexpr UnixTime kNow = 1795280400;  // 2026-11-21T17:00:00Z

void check_attempt(const LoggedAttempt& attempt) {
  const std::string json = attempt.json();
  check(json.find('\n') == json.npos, "an attempt is one line");
  check(nlohmann::json::accept(json), "an attempt is JSON");
  TraceLine line;
  if (attempt.at < 0 || attempt.at > 9'999'999'999) return;
  check(line.parse(json).has_value(), "replay reads what trace writes");
  check(line.at() == attempt.at, "the time stays");
  check(line.was_accepted() == attempt.was_accepted, "what the log said stays");
  check(!attempt.client.address.empty(), "a client has an address");
}

void check_counts(const MailLog& log, std::size_t attempts) {
  const MailLog::Counts& counts = log.counts();
  check(counts.of_postfix() >= 0, "no line is counted twice");
  check(counts.of_postfix() >= counts.deferred + counts.broken + counts.other_deferrals,
        "a line is one thing");
  check(static_cast<std::size_t>(counts.deferred + counts.accepted) == attempts,
        "each attempt is counted");
  check(is_log_text(log.first_strange()), "what is shown fits a terminal");
  for (const auto& [reply, count] : log.other_replies()) {
    check(is_log_text(reply) && count > 0, "a reply fits a terminal");
  }
}

void check_sender(std::string_view text) {
  const auto rewritten = rewritten_sender(text);
  if (rewritten) check(rewritten->original.size() < text.size(), "SRS makes a sender longer");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  Input input(data, size);
  MailLog log(kNow);
  while (!input.rest().empty()) {
    const std::string_view line = input.line();
    check_sender(line);
    log.add_line(line);
  }
  const auto attempts = log.take_attempts();
  for (const LoggedAttempt& attempt : attempts) check_attempt(attempt);
  check_counts(log, attempts.size());
  return 0;
}
