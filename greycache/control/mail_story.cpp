// The words for rows of the history.
#include "greycache/control/mail_story.h"

#include <fmt/format.h>

#include <vector>

#include "common/json_object.h"
#include "common/utf8.h"
#include "greycache/control/advice.h"
#include "greycache/control/describe.h"
#include "greycache/policy/decide.h"
#include "greycache/policy/keys.h"

namespace greycache {

namespace {

std::string client_text(const HistoryRow& row) {
  std::string text = shown_name(row.client_address);
  if (!row.client_name.empty()) text += fmt::format(" ({})", shown_name(row.client_name));
  return text;
}

// "source 192.0.2", "source 192.0.2 or outlook.com".
std::string sources_text(const HistoryRow& row) {
  std::string text = shown_name(row.src);
  if (!row.organisation.empty() && row.standing != "bad") {
    text += fmt::format(" or {}", shown_name(row.organisation));
  }
  return text;
}

std::string standing_text(const HistoryRow& row) {
  if (row.organisation.empty() || row.standing != "bad") return {};
  return fmt::format(
      "; what {} is known for does not count, since most of its first attempts never came back",
      shown_name(row.organisation));
}

std::string rule_text(const HistoryRow& row, const StoryContext& context) {
  if (row.rule.empty()) return {};
  const auto line = context.rule_lines.find(row.rule);
  return fmt::format("; greylisted by {}",
                     line == context.rule_lines.end() ? shown_name(row.rule) : line->second);
}

std::string delay_words(const Rules& rules) {
  return duration_in_words(std::chrono::seconds(rules.reconnect_delay));
}

// What comes next, or came of it.
std::string outcome_text(const WaitedMail& mail, const StoryContext& context) {
  const UnixTime first = first_attempt_of(mail);
  const UnixTime end = first + context.rules.max_connect_age;
  const UnixTime from = first + context.rules.reconnect_delay;
  switch (mail.became) {
    case Became::passed:
      return fmt::format("it passed {}", time_text(mail.last().at));
    case Became::waits:
      return context.now > from
                 ? fmt::format("it waits: a retry passes now, until {}", time_text(end))
                 : fmt::format("it waits: a retry passes after {}, until {}", time_text(from),
                               time_text(end));
    case Became::known:
      return fmt::format(
          "no retry of it was seen by {}; its sender came back with another mail, and passes at "
          "once since then",
          time_text(end));
    case Became::never:
      return fmt::format("it never came back: the entry was forgotten {}", time_text(end));
    case Became::throttled:
      return "it was not remembered: its next attempt counts as the first";
  }
  return {};
}

std::string attempt_line(const HistoryRow& row, const HistoryRow& first,
                         const StoryContext& context) {
  std::string line = fmt::format("  {} at {}", time_text(row.at), shown_name(row.mx));
  if (row.client_address != first.client_address || row.client_name != first.client_name) {
    line += fmt::format(" from {}", client_text(row));
  }
  return fmt::format("{}: {}\n", line, why(row, context));
}

// The texts as they were.
JsonObject row_json(const HistoryRow& row) {
  JsonObject json;
  json.add_number("at", row.at).add_number("delay", row.delay);
  for (const HistoryColumn& column : kHistoryColumns) {
    json.add_text(column.name, name_of_part(row.*column.text));
  }
  return json;
}

// Not every client says HELO.
std::string greeting_text(const HistoryRow& row) {
  if (row.helo_name.empty()) return {};
  return fmt::format(", which calls itself {}", shown_name(row.helo_name));
}

}  // namespace

std::string span_text(UnixTime seconds) {
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 7200) return fmt::format("{} min", seconds / 60);
  if (seconds < 2 * 86400) {
    return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
  }
  return fmt::format("{} days", seconds / 86400);
}

std::string shown_name(const std::string& part) {
  return shown_text(name_of_part(part), 300);
}

std::string shown_address(const std::string& part) {
  return fmt::format("<{}>", shown_name(part));
}

std::string why(const HistoryRow& row, const StoryContext& context) {
  if (has_outcome(row, Outcome::fresh)) {
    return fmt::format("first attempt, deferred: nothing was known of this sender from {}{}{}",
                       sources_text(row), standing_text(row), rule_text(row, context));
  }
  if (has_outcome(row, Outcome::early)) {
    return fmt::format("came back after {}, too early, and was deferred: it must wait {}",
                       span_text(row.delay), delay_words(context.rules));
  }
  if (has_outcome(row, Outcome::throttled)) {
    return fmt::format(
        "deferred without being remembered: {} has {} first attempts waiting and never passed "
        "(connect_src_throttle){}",
        shown_name(row.src), context.rules.connect_src_throttle, rule_text(row, context));
  }
  if (has_outcome(row, Outcome::reconnect)) {
    return fmt::format("came back after {}, and passed; its sender is known from now on",
                       span_text(row.delay));
  }
  if (has_outcome(row, Outcome::expected)) {
    return "passed at once: somebody has let it through (greyctl expect --list)";
  }
  const std::string by = row.rule.empty() ? "" : fmt::format(" by {}", shown_name(row.rule));
  return fmt::format("passed ({}){}", shown_name(row.outcome), by);
}

std::string story_text(const WaitedMail& mail, const StoryContext& context) {
  const HistoryRow& first = mail.attempts.front();
  std::string text = fmt::format("mail {}{}{} -> {}\n  from {}{}; source {}", first.reference,
                                 first.reference.empty() ? "" : ": ", shown_address(first.sender),
                                 shown_address(first.recipient), client_text(first),
                                 greeting_text(first), shown_name(first.src));
  if (!first.organisation.empty()) {
    text += fmt::format(", organisation {} (in {} standing)", shown_name(first.organisation),
                        first.standing == "bad" ? "bad" : "good");
  }
  text += "\n";
  for (const HistoryRow& row : mail.attempts) text += attempt_line(row, first, context);
  text += fmt::format("  {}\n", outcome_text(mail, context));
  for (const std::string& line : advice(mail)) {
    text += fmt::format("  {}\n", line);
  }
  return text;
}

std::string story_json(const WaitedMail& mail, const StoryContext& context) {
  std::vector<std::string> attempts;
  for (const HistoryRow& row : mail.attempts) {
    attempts.push_back(row_json(row).add_text("why", why(row, context)).text());
  }
  const UnixTime first = first_attempt_of(mail);
  return JsonObject()
      .add_text("reference", mail.last().reference)
      .add_text("became", became_name(mail.became))
      .add_number("passes_from", first + context.rules.reconnect_delay)
      .add_number("passes_until", first + context.rules.max_connect_age)
      .add("attempts", json_list(attempts))
      .add("advice", json_list_of_texts(advice(mail)))
      .text();
}

std::string history_line(const HistoryRow& row, const WaitedMail* mail,
                         const StoryContext& context) {
  std::string text =
      fmt::format("{} {} {:<8} {:<9} {} {} -> {}", time_text(row.at), shown_name(row.mx),
                  row.reference.empty() ? "-" : row.reference, shown_name(row.outcome),
                  client_text(row), shown_address(row.sender), shown_address(row.recipient));
  if (row.delay > 0) text += fmt::format(", after {}", span_text(row.delay));
  if (!let_pass(row) && mail != nullptr) {
    text +=
        fmt::format("; {}", has_outcome(row, Outcome::fresh) || mail->became != Became::throttled
                                ? outcome_text(*mail, context)
                                : "not remembered");
  }
  return text + "\n";
}

std::string history_json(const HistoryRow& row, const WaitedMail* mail) {
  return row_json(row)
             .add_text_or_null("became", mail == nullptr ? "" : became_name(mail->became))
             .text() +
         "\n";
}

}  // namespace greycache
