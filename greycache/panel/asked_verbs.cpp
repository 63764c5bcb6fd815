// Words there, an object or a sentence back.
#include "greycache/panel/asked_verbs.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/characters.h"
#include "common/ip_address.h"
#include "common/text.h"
#include "common/utf8.h"
#include "greycache/panel/control_answer.h"

namespace greycache {

namespace {

bool is_control(char c) {
  return (c >= 0 && c < ' ') || c == '\x7f';
}

bool is_of_attribute(char c) {
  return is_letter_or_digit(c) || c == '_';
}

}  // namespace

tl::expected<std::string, Fault> show_command(const Question& question) {
  const std::string_view subject = trimmed(question.arguments.text("subject"));
  if (subject.empty() || std::ranges::any_of(subject, is_control)) {
    return wrong("the subject is empty, or no word");
  }
  return "show-json " + std::string(subject);
}

tl::expected<std::string, Fault> rules_command(const Question& question) {
  std::string command = "would json";
  const auto& attributes = question.arguments.members("attributes");
  if (const auto address = attributes.find("client_address");
      address != attributes.end() && !address->second.value_or("").empty() &&
      !IpAddress::parse(*address->second)) {
    return wrong(
        fmt::format("'{}' is no IP address of a client", shown_text(*address->second, 60)));
  }
  for (const auto& [name, value] : attributes) {
    if (name.empty() || !std::ranges::all_of(name, is_of_attribute)) {
      return wrong("the name of an attribute has letters, digits and '_'");
    }
    if (value) command += fmt::format(" {}={}", name, percent_encoded(*value));
  }
  return command;
}

tl::expected<std::string, Fault> forget_command(const Question& question) {
  const Arguments& arguments = question.arguments;
  return fmt::format("forget {} {} {}", arguments.truth("source") ? "add-source" : "add",
                     percent_encoded(trimmed(arguments.text("subject"))),
                     percent_encoded(arguments.text("why")));
}

Answer object_answer(const Question&, std::string_view body) {
  const std::string_view text = trimmed(body);
  if (text.starts_with('{') && nlohmann::json::accept(text)) return std::string(text);
  return fault(Fault::Code::unavailable, std::string(text.substr(0, text.find('\n'))));
}

Answer done_answer(const Question&, std::string_view body) {
  return Told({}, in_one_line(body));
}

}  // namespace greycache
