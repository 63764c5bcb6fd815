// What became of a mail that waited, in words for an administrator, and as JSON.
#pragma once

#include <map>
#include <string>

#include "greycache/control/waited_mail.h"
#include "greycache/policy/rules.h"

namespace greycache {

// What else a story needs.
struct StoryContext {
  Rules rules;
  UnixTime now = 0;
  std::string conf_dir;
  // HistoryRow::rule, and where that rule stands ("discrimination.regexp:12: ...").
  std::map<std::string, std::string> rule_lines;
};

// "40 s", "7 min", "3 h 20 min", "2 days".
std::string span_text(UnixTime seconds);

// A name of a row as it was, escaped; `in_brackets` as mail addresses are written.
std::string shown_name(const std::string& part);
std::string shown_address(const std::string& part);

// What was answered to an attempt, and why: a sentence without its full stop.
std::string why(const HistoryRow& row, const StoryContext& context);

// Several lines: who and whom, each attempt, what comes next, and what can be done.
std::string story_text(const WaitedMail& mail, const StoryContext& context);

// A JSON object.
std::string story_json(const WaitedMail& mail, const StoryContext& context);

// One line of a list with what became of its mail; and a JSON object.
std::string history_line(const HistoryRow& row, const WaitedMail* mail,
                         const StoryContext& context);
std::string history_json(const HistoryRow& row, const WaitedMail* mail);

}  // namespace greycache
