// The opt tables by command.
#include "greycache/control/opt_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "common/text.h"
#include "common/utf8.h"
#include "greycache/control/error_answer.h"
#include "greycache/control/opt_row_change.h"

namespace greycache {

namespace {

// "domain" or "email".
std::optional<OptTable> table_of(OptChoice choice, std::string_view kind) {
  const bool in = choice == OptChoice::in;
  if (kind == "domain") return in ? OptTable::optin_domain : OptTable::optout_domain;
  if (kind == "email") return in ? OptTable::optin_email : OptTable::optout_email;
  return std::nullopt;
}

std::string_view done_text(bool add, bool changed) {
  if (add) return changed ? "is added to" : kOptRowStood;
  return changed ? "is removed from" : kOptRowMissing;
}

}  // namespace

OptCommands::OptCommands(Workers workers, std::function<OptMethod()> optmethod,
                         std::function<void()> on_change)
    : workers_(workers), optmethod_(std::move(optmethod)), on_change_(std::move(on_change)) {}

void OptCommands::run(OptChoice choice, std::string_view words, Control::Reply reply) {
  if (words.starts_with("page ")) return page(choice, words.substr(5), std::move(reply));
  if (words.starts_with("add ")) return change(choice, true, words.substr(4), std::move(reply));
  if (words.starts_with("remove ")) return change(choice, false, words.substr(7), std::move(reply));
  reply(usage_answer("write add ROW, remove ROW or page TABLE; a ROW is a domain or an address"));
}

void OptCommands::change(OptChoice choice, bool add, std::string_view written,
                         Control::Reply reply) {
  const auto row = parse_opt_row(choice, written, add ? OptChange::add : OptChange::remove);
  if (!row) return reply(usage_answer(row.error()));
  const bool posted = workers_.writing.post(
      [this, row = *row, add, reply](PersistentStore& store) -> Worker::Completion {
        const auto changed = change_opt_row(store, row, add);
        return [this, row, add, changed, reply] {
          if (!changed) return reply(fmt::format("error: {}\n", changed.error().message));
          if (*changed) on_change_();
          reply(fmt::format("ok\n{} {} {}\n{}", shown_text(row.text, kOptRowLimit),
                            done_text(add, *changed), opt_table_name(row.table), advice()));
        };
      });
  if (!posted) reply("error: the store is busy; try again\n");
}

void OptCommands::page(OptChoice choice, std::string_view words, Control::Reply reply) {
  const std::size_t blank = std::min(words.find(' '), words.size());
  const auto table = table_of(choice, words.substr(0, blank));
  if (!table) return reply(usage_answer("write page domain or page email"));
  const std::string after = percent_decoded(trimmed(words.substr(blank)));
  const std::string advice_behind(advice());
  const bool posted = workers_.asking.post([table = *table, after, advice_behind,
                                            reply](PersistentStore& store) -> Worker::Completion {
    std::string rows;
    std::string last;
    std::size_t count = 0;
    const auto read = store.read_opt_table(table, after, kMostListed, [&](std::string_view row) {
      rows += "  " + shown_text(row, kOptRowLimit) + "\n";
      last = row;
      ++count;
    });
    std::string text = "ok\n" + rows;
    text += count < kMostListed ? "end\n" : "next " + percent_encoded(last) + "\n";
    text += advice_behind;
    if (!read) text = fmt::format("error: {}\n", read.error().message);
    return [text, reply] { reply(text); };
  });
  if (!posted) reply("error: the store is busy; try again\n");
}

std::string_view OptCommands::advice() const {
  if (optmethod_() != OptMethod::none) return {};
  return "optmethod is none: the tables do not count\n";
}

}  // namespace greycache
