// Each is a question as the panel asks it.
#include "greycache/panel/expect_undo.h"

#include <optional>

#include "greycache/policy/expectation/by_customer.h"

namespace greycache {

namespace {

// As a row of its own says why; nothing where the account would become another row's owner.
std::optional<std::string> own_why(const Question& question, const Expectation& row) {
  if (question.domain.empty() == is_by_customer(row)) return std::nullopt;
  const std::string why = row.why.substr(question.domain.empty() ? 0 : kByCustomer.size());
  return why.size() <= kLongestWhy ? std::optional(why) : std::nullopt;
}

}  // namespace

JsonObject removal_of(const std::string& recipient, const std::string& sender) {
  JsonObject question;
  question.add_text("verb", "expect")
      .add_text("action", "remove")
      .add_text("recipient", recipient)
      .add_text("sender", sender);
  return question;
}

JsonObject never_question(const Question& question, bool remove) {
  JsonObject never;
  never.add_text("verb", "never")
      .add_text("kind", question.arguments.text("kind"))
      .add_text("value", question.arguments.text("value"));
  if (remove) never.add_bool("remove", true);
  return never;
}

std::string restoring(const Question& question, const std::optional<Expectation>& row,
                      JsonObject making) {
  const auto why = row ? own_why(question, *row) : std::nullopt;
  if (!why) return "null";
  return making.add_number("until", row->until).add_text("why", *why).text();
}

JsonObject adding_of(const Expectation& row) {
  JsonObject question;
  question.add_text("verb", "expect")
      .add_text("action", "add")
      .add_text("recipient", row.recipient)
      .add_text("sender", row.sender);
  return question;
}

}  // namespace greycache
