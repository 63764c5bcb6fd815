// Who may name whom, the command for it, and the way back.
#include "greycache/panel/expect_verbs.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/control/opt_commands.h"
#include "greycache/panel/control_answer.h"
#include "greycache/panel/reach.h"
#include "greycache/policy/expectation/allowed_client.h"
#include "greycache/policy/expectation/expectations.h"
#include "greycache/policy/reference.h"

namespace greycache {

namespace {

using nlohmann::json;

constexpr std::string_view kLongest = "366d";
constexpr const char* kNotOwn = "that recipient is not of your domain";

std::string word(std::string_view text) {
  return ' ' + percent_encoded(text);
}

std::string why_of(const Question& question) {
  const std::string& why = question.arguments.text("why");
  return why.empty() ? "by " + question.account : why;
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

std::string undo_of_never(const Question& question) {
  return JsonObject()
      .add_text("verb", "never")
      .add_text("kind", question.arguments.text("kind"))
      .add_text("value", question.arguments.text("value"))
      .add_bool("remove", true)
      .text();
}

}  // namespace

void ExpectVerbs::run(const std::string& command, const std::string& undo,
                      const Respond& respond) const {
  around_.command(command, [undo, respond](const std::string& text) {
    const auto body = body_of(text);
    respond(body ? Answer(told_with_undo(*body, undo)) : tl::unexpected(body.error()));
  });
}

bool ExpectVerbs::stands(std::string_view recipient, std::string_view sender) const {
  const auto known = watch_.known();
  const Expectation* row =
      known ? known->find(lower_ascii(recipient), lower_ascii(sender)) : nullptr;
  return row != nullptr && counts(*row, around_.now());
}

std::string ExpectVerbs::undo_of(const std::string& recipient, const std::string& sender) const {
  if (stands(recipient, sender)) return "null";
  return JsonObject()
      .add_text("verb", "expect")
      .add_text("action", "remove")
      .add_text("recipient", recipient)
      .add_text("sender", sender)
      .text();
}

void ExpectVerbs::expect(const Question& question, const Respond& respond) const {
  const std::string& recipient = question.arguments.text("recipient");
  if (!concerns(question, recipient)) {
    return respond(fault(Fault::Code::forbidden, kNotOwn));
  }
  if (question.verb->choice == "add") return add(question, respond);
  run("expect remove" + word(recipient) + word(question.arguments.text("sender")), "null", respond);
}

void ExpectVerbs::add(const Question& question, const Respond& respond) const {
  const std::string& recipient = question.arguments.text("recipient");
  const std::string& sender = question.arguments.text("sender");
  const auto reach =
      check_reach_of_recipient(question, recipient, around_.registrable_domain).and_then([&] {
        return check_reach_of_sender(sender, around_.registrable_domain);
      });
  if (!reach) return respond(tl::unexpected(reach.error()));
  const std::string span = fmt::format("{}s", question.arguments.number("span").value_or(0));
  run("expect add" + word(recipient) + word(sender) + word(span) + word(why_of(question)),
      undo_of(recipient, sender), respond);
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
  run("release" + word(sender) + word(recipient), undo_of(recipient, sender), respond);
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
    run("release " + reference, one ? undo_of(recipient, sender.empty() ? "<>" : sender) : "null",
        respond);
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
  if (question.arguments.truth("remove")) {
    return run("allow remove" + word(value), "null", respond);
  }
  const auto reach = is_sender ? check_reach_of_sender(value, around_.registrable_domain)
                               : check_reach_of_client(value, around_.registrable_domain);
  if (!reach) return respond(tl::unexpected(reach.error()));
  const bool stood = stands(is_sender ? kEverybody : kAllowedClient, trimmed(value));
  run("allow add" + word(value) + word(kLongest) + word(why_of(question)),
      stood ? "null" : undo_of_never(question), respond);
}

void ExpectVerbs::never_recipient(const Question& question, const Respond& respond) const {
  const std::string& value = question.arguments.text("value");
  if (!concerns(question, value)) return respond(fault(Fault::Code::forbidden, kNotOwn));
  if (around_.optmethod() == OptMethod::optout) return opt_out(question, respond);
  const std::string names = word(value) + word("");
  if (question.arguments.truth("remove")) return run("expect remove" + names, "null", respond);
  const auto reach = check_reach_of_recipient(question, value, around_.registrable_domain);
  if (!reach) return respond(tl::unexpected(reach.error()));
  run("expect add" + names + word(kLongest) + word(why_of(question)),
      stands(value, "") ? "null" : undo_of_never(question), respond);
}

// Only the store knows whether the row was there before.
void ExpectVerbs::opt_out(const Question& question, const Respond& respond) const {
  const std::string& value = question.arguments.text("value");
  const std::string row = value.starts_with('@') ? value.substr(1) : value;
  if (question.arguments.truth("remove")) return run("optout remove " + row, "null", respond);
  const auto told = [undo = undo_of_never(question), respond](const std::string& text) {
    const auto body = body_of(text);
    if (!body) return respond(tl::unexpected(body.error()));
    const bool stood = body->find(kOptRowStood) != std::string::npos;
    Told answer = told_with_undo(*body, stood ? "null" : undo);
    if (stood) answer.done.clear();
    respond(answer);
  };
  around_.command("optout add " + row, told);
}

}  // namespace greycache
