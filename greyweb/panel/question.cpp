// Sentences name what the row named, so that nobody confirms blindly.
#include "greyweb/panel/question.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/ip_address.h"
#include "greyweb/page/words.h"

namespace greycache::web {

namespace {

constexpr std::array<std::string_view, 5> kByButton{"release", "expect", "never", "forget", "opt"};

std::string named(const Json& arguments, std::string_view name, std::string_view instead) {
  return shown(text_member(arguments, name), instead);
}

std::string release_sentence(const Question& question) {
  const Json& arguments = question.arguments;
  const std::string reference = text_member(arguments, "reference");
  const std::string mail =
      reference.empty()
          ? fmt::format("the mail from {} to {}", named(arguments, "sender", "<>"),
                        named(arguments, "recipient", "anybody"))
          : fmt::format("the mail {}{}", shown(reference),
                        question.about.empty() ? "" : ", " + shown(question.about) + ",");
  return fmt::format("Let {} through at its next attempt?", mail);
}

// Of what gives back a row that was taken back.
std::string until_words(const Json& arguments) {
  const auto until = number_member(arguments, "until");
  return until ? " until " + zoned_text(*until) : "";
}

std::string expect_sentence(const Json& arguments) {
  const bool removes = text_member(arguments, "action") == "remove";
  return fmt::format(
      "Let {} from {} to {} {}?", removes ? "mail" : "whatever comes",
      named(arguments, "sender", "anybody"), named(arguments, "recipient", "anybody"),
      removes ? "wait again as any other" : "pass at its first attempt" + until_words(arguments));
}

std::string never_sentence(const Json& arguments) {
  const bool removes = flag_member(arguments, "remove");
  return fmt::format("{} the {} {}{}?", removes ? "Greylist" : "Never greylist",
                     named(arguments, "kind", "client"), named(arguments, "value", "?"),
                     removes ? " as any other again" : until_words(arguments));
}

// An address is forgotten with the network that its mail may be known by.
std::string with_network(const std::string& subject) {
  const auto address = IpAddress::parse(subject);
  const auto network = Network::parse(subject);
  if (!address && network) return ", that is the whole network " + network->text();
  if (!address) return {};
  if (!address->is_ipv4()) return ", and of the whole network that it is in (ipv6_prefix)";
  return fmt::format(", and of all in its network {}.0/24", address->dotted_octets(3));
}

// A source of an organisation is "outlook.com@shop.example".
std::string whom_to_forget(const Json& arguments) {
  const std::string subject = text_member(arguments, "subject");
  const std::size_t at = subject.find('@');
  if (!flag_member(arguments, "source") || at == std::string::npos) {
    return named(arguments, "subject", "?") + with_network(subject);
  }
  return fmt::format("senders of {} by hosts of {}", shown(subject.substr(at + 1)),
                     shown(subject.substr(0, at)));
}

std::string forget_sentence(const Json& arguments) {
  return fmt::format(
      "Forget what is known of {}? The next mail from there is a first attempt again, unless "
      "something else of it is known, as its organisation.",
      whom_to_forget(arguments));
}

std::string opt_sentence(const Json& arguments) {
  const Json& rows = list_member(arguments, "rows");
  const std::string what = rows.size() == 1 && rows[0].is_string()
                               ? shown(rows[0].get<std::string>())
                               : fmt::format("{} rows", rows.size());
  const bool out = text_member(arguments, "choice") == "out";
  const bool adds = text_member(arguments, "action") == "add";
  return fmt::format("{} {} {} opt-{}?", adds ? "Add" : "Remove", what, adds ? "to" : "from",
                     out ? "out" : "in");
}

}  // namespace

std::string Question::text() const {
  Json all = arguments;
  all["verb"] = verb;
  if (!about.empty()) all["about"] = about;
  return all.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Question> parse_question(std::string_view text) {
  if (text.size() > kMostQuestionText) return std::nullopt;
  Json object = Json::parse(text, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  std::string verb = text_member(object, "verb");
  if (std::ranges::find(kByButton, verb) == kByButton.end()) return std::nullopt;
  std::string about = text_member(object, "about");
  for (const char* const ours : {"verb", "about", "account", "role", "domain"}) object.erase(ours);
  return Question{std::move(verb), std::move(object), std::move(about)};
}

std::string asked_sentence(const Question& question) {
  if (question.verb == "release") return release_sentence(question);
  if (question.verb == "expect") return expect_sentence(question.arguments);
  if (question.verb == "never") return never_sentence(question.arguments);
  if (question.verb == "forget") return forget_sentence(question.arguments);
  return opt_sentence(question.arguments);
}

std::string_view button_label(const Question& question) {
  if (question.verb == "release") return "Let it through";
  if (question.verb == "forget") return "Forget it";
  const std::string action = text_member(question.arguments, "action");
  if (question.verb == "opt") return action == "add" ? "Add" : "Remove";
  if (action == "remove" || flag_member(question.arguments, "remove")) return "Take it back";
  return question.verb == "expect" ? "Let it pass" : "Never greylist it";
}

Json confirm_button(std::string_view label, const Question& question, std::string_view kind) {
  return {{"label", label}, {"kind", kind}, {"question", question.text()}};
}

}  // namespace greycache::web
