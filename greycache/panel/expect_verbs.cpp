// Who may name whom, the command for it, and the way back.
#include "greycache/panel/expect_verbs.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/control/describe.h"
#include "greycache/control/expectation_words.h"
#include "greycache/control/opt_commands.h"
#include "greycache/core/control_link.h"
#include "greycache/panel/control_answer.h"
#include "greycache/panel/expect_undo.h"
#include "greycache/panel/reach.h"
#include "greycache/policy/expectation/allowed_client.h"
#include "greycache/policy/expectation/by_customer.h"
#include "greycache/policy/expectation/expectations.h"
#include "greycache/policy/reference.h"

namespace greycache {

namespace {

using nlohmann::json;

constexpr const char* kNotOwn = "that recipient is not of your domain";

constexpr const char* kOperators = "an operator lets that pass, and only an operator takes it back";

const std::string kTooMany = fmt::format(
    "your domain has {} of these, which is all it may have: remove some (room comes a day later), "
    "or ask who runs the mail server",
    ExpectVerbs::kMostOfCustomer);

static_assert(kByCustomer.size() + kLongestWhy <= kExpectedWhyLimit);

bool may_take_back(const Question& question, const Expectation& row) {
  return question.domain.empty() || is_by_customer(row);
}

// An operator's word on what a customer may take back makes it the operator's.
bool takes_over(const Question& question, const Expectation& row) {
  return question.domain.empty() && is_by_customer(row);
}

// Nothing is done, for the list of changes, either.
Answer unchanged(std::string_view sentence) {
  return JsonObject()
      .add_number("changed", 0)
      .add("undo", "null")
      .add_text("done", sentence)
      .text();
}

// As it stood.
Answer kept(const Expectation& row) {
  return unchanged(fmt::format("{} passes at once until {} already; that is kept", mail_text(row),
                               time_text(row.until)));
}

Answer operators_to_lengthen(const Expectation& row) {
  return fault(
      Fault::Code::forbidden,
      fmt::format("an operator lets that pass until {}, and only an operator makes it longer",
                  time_text(row.until)));
}

std::string encoded_word(std::string_view text) {
  return ' ' + percent_encoded(text);
}

std::string seconds_word(UnixTime span) {
  return encoded_word(fmt::format("{}s", span));
}

std::string why_of(const Question& question) {
  const std::string& why = question.arguments.text("why");
  const std::string by = "by " + question.account;
  const std::string words = why.empty() ? by : why;
  if (!question.domain.empty()) return std::string(kByCustomer) + words;
  return words.starts_with(kByCustomer) ? by + ", " + words : words;
}

// Who gives no reason keeps the one that is there, where it is his to keep.
std::string why_of(const Question& question, const std::optional<Expectation>& row) {
  const bool is_own = row && question.domain.empty() != is_by_customer(*row);
  const bool keeps = is_own && question.arguments.text("why").empty() && !row->why.empty();
  return keeps ? row->why : why_of(question);
}

// As the command reads what is written.
std::string canonical(std::string_view value, bool is_sender) {
  const auto read = is_sender ? parse_expected_sender(value) : parse_allowed_client(value);
  return read.value_or(std::string(value));
}

// The third word of a release.
std::string whose_word(const Question& question) {
  return question.domain.empty() ? "" : encoded_word(kByCustomer);
}

Told told_with_undo(const std::string& body, const std::string& undo) {
  JsonObject members;
  members.add("undo", undo);
  return {members, in_one_line(body)};
}

// The envelopes of the mails that rows of the history are of.
using Envelopes = std::set<std::pair<std::string, std::string>>;
Envelopes envelopes_in(std::string_view rows) {
  Envelopes envelopes;
  for (const std::string_view line : split(rows, '\n')) {
    const json row = json::parse(line, nullptr, false);
    if (!row.is_object() || !row.contains("recipient") || !row.contains("sender")) continue;
    if (!row["recipient"].is_string() || !row["sender"].is_string()) continue;
    envelopes.emplace(row["sender"].get<std::string>(), row["recipient"].get<std::string>());
  }
  return envelopes;
}

std::string nothing_to_undo() {
  return "null";
}

// How long what is asked for is to pass, in seconds; none or less: that is over.
UnixTime span_of(const Question& question, UnixTime otherwise, UnixTime now) {
  const auto until = question.arguments.number("until");
  if (until) return std::min<UnixTime>(*until - now, kLongestExpectation);
  return question.arguments.number("span").value_or(otherwise);
}

Answer is_over(UnixTime until) {
  return unchanged(
      fmt::format("that would have passed until {}; nothing was changed", time_text(until)));
}

// What the command says where there was nothing to take back, without its advice, which is for who
// has greyctl.
std::optional<std::string> not_there(std::string_view body) {
  if (!body.ends_with(kNotExpected)) return std::nullopt;
  body.remove_suffix(std::string_view(kNotExpected).size());
  return fmt::format("{} is not let through; nothing was changed", trimmed(body));
}

}  // namespace

void ExpectVerbs::run(const std::string& command, const Undo& undo, const Respond& respond) const {
  around_.command(command, [undo, respond](const std::string& text) {
    const auto body = body_of(text);
    if (!body) return respond(tl::unexpected(body.error()));
    const auto missing = not_there(*body);
    respond(missing ? unchanged(*missing) : Answer(told_with_undo(*body, undo())));
  });
}

std::optional<Expectation> ExpectVerbs::remembered(std::string_view recipient,
                                                   std::string_view sender) const {
  const auto known = watch_.known();
  if (!known) return std::nullopt;
  // As the command reads what is written; a client, and everybody, are no names to it.
  const Expectation* row =
      known->find(parse_expected_recipient(recipient).value_or(lower_ascii(recipient)),
                  parse_expected_sender(sender).value_or(lower_ascii(sender)));
  return row == nullptr ? std::nullopt : std::optional(*row);
}

std::optional<Expectation> ExpectVerbs::standing(std::string_view recipient,
                                                 std::string_view sender) const {
  auto row = remembered(recipient, sender);
  if (row && !counts(*row, around_.now())) row.reset();
  return row;
}

bool ExpectVerbs::stands(std::string_view recipient, std::string_view sender) const {
  return standing(recipient, sender).has_value();
}

bool ExpectVerbs::has_room(const Question& question, const Names& names) const {
  const auto known = watch_.known();
  if (question.domain.empty() || !known || known->size() < kMostOfCustomer) return true;
  if (remembered(names.recipient, names.sender)) return true;
  std::size_t own = 0;
  known->each([&](const Expectation& other) {
    if (is_by_customer(other) && concerns(question, other.recipient)) ++own;
  });
  return own < kMostOfCustomer;
}

ExpectVerbs::Undo ExpectVerbs::undo_of(const Names& names, const JsonObject& question) const {
  if (stands(names.recipient, names.sender)) return nothing_to_undo;
  return [this, names, question]() {
    const auto made = standing(names.recipient, names.sender);
    JsonObject undo = question;
    if (made) undo.add_number("until", made->until);
    return undo.text();
  };
}

tl::expected<void, Fault> ExpectVerbs::check_removal(const Question& question,
                                                     const std::optional<Expectation>& row) const {
  if (!row) return {};
  if (!may_take_back(question, *row)) return fault(Fault::Code::forbidden, kOperators);
  const auto until = question.arguments.number("until");
  if (!until || *until == row->until) return {};
  return fault(Fault::Code::conflict,
               fmt::format("somebody lets that pass until {} meanwhile, which is kept",
                           time_text(row->until)));
}

void ExpectVerbs::expect(const Question& question, const Respond& respond) const {
  const std::string& recipient = question.arguments.text("recipient");
  if (!concerns(question, recipient)) {
    return respond(fault(Fault::Code::forbidden, kNotOwn));
  }
  const std::string& sender = question.arguments.text("sender");
  if (question.verb->choice != "add") return take_back(question, {recipient, sender}, respond);
  const auto reach =
      check_reach_of_recipient(question, recipient, around_.registrable_domain).and_then([&] {
        return check_reach_of_sender(sender, around_.registrable_domain);
      });
  if (!reach) return respond(tl::unexpected(reach.error()));
  if (!question.arguments.has("span") && !question.arguments.has("until")) {
    return respond(wrong("to add it needs span or until"));
  }
  let_pass(question, {recipient, sender}, span_of(question, 0, around_.now()),
           undo_of({recipient, sender}, removal_of(recipient, sender)), respond);
}

// What stands for longer is kept, by whom it is now.
void ExpectVerbs::let_pass(const Question& question, const Names& names, UnixTime span,
                           const Undo& undo, const Respond& respond) const {
  if (span <= 0) return respond(is_over(around_.now() + span));
  const auto row = standing(names.recipient, names.sender);
  const UnixTime left = row ? row->until - around_.now() : 0;
  if (row && left > span && !takes_over(question, *row)) return respond(kept(*row));
  if (row && !may_take_back(question, *row)) {
    return respond(left == span ? kept(*row) : operators_to_lengthen(*row));
  }
  if (!has_room(question, names)) return respond(fault(Fault::Code::forbidden, kTooMany));
  run("expect add" + encoded_word(names.recipient) + encoded_word(names.sender) +
          seconds_word(std::max(std::min(left, kLongestExpectation), span)) +
          encoded_word(why_of(question, row)),
      undo, respond);
}

void ExpectVerbs::take_back(const Question& question, const Names& names,
                            const Respond& respond) const {
  const auto row = standing(names.recipient, names.sender);
  const auto may = check_removal(question, row);
  if (!may) return respond(tl::unexpected(may.error()));
  std::string undo = row ? restoring(question, row, adding_of(*row)) : "null";
  run(
      "expect remove" + encoded_word(names.recipient) + encoded_word(names.sender),
      [undo = std::move(undo)] { return undo; }, respond);
}

void ExpectVerbs::release(const Question& question, const Respond& respond) const {
  const Arguments& arguments = question.arguments;
  if (arguments.has("reference")) return release_reference(question, respond);
  if (!arguments.has("sender") || !arguments.has("recipient")) {
    return respond(wrong("release needs a reference, or sender and recipient"));
  }
  const std::string& recipient = arguments.text("recipient");
  if (!concerns(question, recipient)) return respond(fault(Fault::Code::forbidden, kNotOwn));
  const auto reach = check_reach_of_recipient(question, recipient, around_.registrable_domain);
  if (!reach) return respond(tl::unexpected(reach.error()));
  const std::string sender = arguments.text("sender").empty() ? "<>" : arguments.text("sender");
  const auto row = standing(recipient, sender);
  if (row && !may_take_back(question, *row)) return respond(kept(*row));
  if (!has_room(question, {recipient, sender})) {
    return respond(fault(Fault::Code::forbidden, kTooMany));
  }
  run("release" + encoded_word(sender) + encoded_word(recipient) + whose_word(question),
      undo_of({recipient, sender}, removal_of(recipient, sender)), respond);
}

// The history says whose it is.
void ExpectVerbs::release_reference(const Question& question, const Respond& respond) const {
  const auto reference = parse_reference(question.arguments.text("reference"));
  if (!reference) return respond(wrong("that is no reference (7K3M9QXA)"));
  const auto asked = [this, question, reference = *reference, respond](const std::string& text) {
    const auto rows = body_of(text);
    if (!rows) return respond(tl::unexpected(rows.error()));
    const Envelopes mails = envelopes_in(*rows);
    const bool own = std::ranges::all_of(
        mails, [&](const auto& mail) { return concerns(question, mail.second); });
    if (mails.empty() || !own) {
      return respond(wrong(fmt::format("no mail that is known has the reference {}", reference)));
    }
    const auto& [sender, recipient] = *mails.begin();
    const bool one = mails.size() == 1;
    const std::string from = sender.empty() ? "<>" : sender;
    const auto row = standing(recipient, from);
    if (one && row && !may_take_back(question, *row)) return respond(kept(*row));
    if (!has_room(question, {recipient, from})) {
      return respond(fault(Fault::Code::forbidden, kTooMany));
    }
    const std::string whose = whose_word(question);
    run("release " + reference + (whose.empty() ? "" : " " + whose),
        one ? undo_of({recipient, from}, removal_of(recipient, from)) : nothing_to_undo, respond);
  };
  around_.command("history json limit=100 reference=" + *reference, asked);
}

void ExpectVerbs::never(const Question& question, const Respond& respond) const {
  const std::string_view kind = question.verb->choice;
  if (kind == "recipient") return never_recipient(question, respond);
  const std::string& value = question.arguments.text("value");
  const bool is_sender = value.find('@') != std::string::npos || trimmed(value) == "<>";
  if (is_sender != (kind == "sender")) {
    return respond(wrong(kind == "sender" ? "a sender is user@domain, @domain or '<>'"
                                          : "a client is an address, a network or a name"));
  }
  const Names names{std::string(is_sender ? kEverybody : kAllowedClient),
                    canonical(trimmed(value), is_sender)};
  if (question.arguments.truth("remove")) return never_again(question, names, respond);
  const auto reach = is_sender ? check_reach_of_sender(value, around_.registrable_domain)
                               : check_reach_of_client(value, around_.registrable_domain);
  if (!reach) return respond(tl::unexpected(reach.error()));
  const UnixTime span = span_of(question, kLongestExpectation, around_.now());
  if (span <= 0) return respond(is_over(around_.now() + span));
  const auto row = standing(names.recipient, names.sender);
  if (row && question.arguments.has("until") && row->until - around_.now() >= span) {
    return respond(kept(*row));
  }
  run("allow add" + encoded_word(value) + seconds_word(span) + encoded_word(why_of(question, row)),
      undo_of(names, never_question(question, true)), respond);
}

void ExpectVerbs::never_again(const Question& question, const Names& names,
                              const Respond& respond) const {
  const auto row = standing(names.recipient, names.sender);
  const auto may = check_removal(question, row);
  if (!may) return respond(tl::unexpected(may.error()));
  std::string undo = restoring(question, row, never_question(question, false));
  run(
      "allow remove" + encoded_word(question.arguments.text("value")),
      [undo = std::move(undo)] { return undo; }, respond);
}

void ExpectVerbs::never_recipient(const Question& question, const Respond& respond) const {
  const std::string& value = question.arguments.text("value");
  if (!concerns(question, value)) return respond(fault(Fault::Code::forbidden, kNotOwn));
  if (around_.optmethod() == OptMethod::optout) return opt_out(question, respond);
  if (question.arguments.truth("remove")) return take_back(question, {value, ""}, respond);
  const auto reach = check_reach_of_recipient(question, value, around_.registrable_domain);
  if (!reach) return respond(tl::unexpected(reach.error()));
  let_pass(question, {value, ""}, span_of(question, kLongestExpectation, around_.now()),
           undo_of({value, ""}, never_question(question, true)), respond);
}

// Only the store knows whether the row was there before.
void ExpectVerbs::opt_out(const Question& question, const Respond& respond) const {
  const std::string& value = question.arguments.text("value");
  const bool removes = question.arguments.truth("remove");
  const auto told = [undo = never_question(question, !removes).text(),
                     respond](const std::string& text) {
    const auto body = body_of(text);
    if (!body) return respond(tl::unexpected(body.error()));
    const bool stood = body->find(kOptRowStood) != std::string::npos ||
                       body->find(kOptRowMissing) != std::string::npos;
    respond(stood ? unchanged(in_one_line(*body)) : Answer(told_with_undo(*body, undo)));
  };
  const std::string row = value.starts_with('@') ? value.substr(1) : value;
  around_.command((removes ? "optout remove " : "optout add ") + row, told);
}

}  // namespace greycache
