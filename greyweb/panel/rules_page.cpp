// What a mail would be answered: attributes in, the answer and its reason out.
#include <array>
#include <utility>

#include "greyweb/page/words.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"

namespace greycache::web {

namespace {

struct Field {
  std::string_view name;  // Postfix's
  std::string_view label;
  std::string_view example;
};
constexpr std::array kFields{
    Field{"client_address", "Client's address", "203.0.113.9"},
    Field{"client_name", "Client's verified name", "mail.sender.example"},
    Field{"helo_name", "How it calls itself (HELO)", "mail.sender.example"},
    Field{"sender", "Sender", "alice@sender.example"},
    Field{"recipient", "Recipient", "bob@customer.example"}};

Json fields_of(const Form& query) {
  Json fields = Json::array();
  for (const auto& [name, label, example] : kFields) {
    fields.push_back(
        {{"name", name}, {"label", label}, {"example", example}, {"value", query.value(name)}});
  }
  return fields;
}

Json attributes_of(const Form& query) {
  Json attributes = Json::object();
  for (const Field& field : kFields) {
    const std::string& value = query.value(field.name);
    if (!value.empty()) attributes[std::string(field.name)] = value;
  }
  return attributes;
}

// A text, or an object that tells a line of a file.
std::string line_of(const Json& answer, std::string_view name) {
  const Json& value = member(answer, name);
  if (!value.is_object()) return shown(text_member(answer, name));
  const std::string number = text_member(value, "line");
  return shown(text_member(value, "file") + (number.empty() ? "" : ":" + number) + " " +
               text_member(value, "text"));
}

Json answer_view(const Json& answer) {
  const bool passes = flag_member(answer, "passes");
  return {{"verdict", passes ? "passes" : "waits"},
          {"class", passes ? "good" : "warn"},
          {"action", shown(text_member(answer, "action"))},
          {"reference", text_member(answer, "action").find("(ref ") != std::string::npos},
          {"because", shown_sentence(text_member(answer, "because"))},
          {"outcome", shown(text_member(answer, "outcome"), "not known")},
          {"rule", line_of(answer, "rule")},
          {"line", line_of(answer, "line")},
          {"src", shown(text_member(answer, "src"))},
          {"organisation", shown(text_member(answer, "organisation"))},
          {"standing", shown(text_member(answer, "standing"))},
          {"trouble", shown_sentence(text_member(answer, "trouble"))}};
}

}  // namespace

HttpResponse rules_page(const Visit& visit) {
  if (!visit.may("rules_try", false) && !visit.may("rules_try", true)) {
    return trouble_page(visit, {"forbidden", "Your account may not try what a mail is answered."});
  }
  Json attributes = attributes_of(visit.request.query);
  Json view = {{"fields", fields_of(visit.request.query)}, {"answer", nullptr}};
  if (attributes.empty()) return page(visit, "rules", "Try a mail", std::move(view));
  const auto answer = visit.ask("rules_try", {{"attributes", std::move(attributes)}});
  if (!answer) return trouble_page(visit, answer.error());
  view["answer"] = answer_view(*answer);
  return page(visit, "rules", "Try a mail", std::move(view));
}

}  // namespace greycache::web
