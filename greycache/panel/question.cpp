// Read member by member; what is not in the table of verbs is refused.
#include "greycache/panel/question.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/characters.h"
#include "common/text.h"
#include "common/utf8.h"

namespace greycache {

namespace {

using nlohmann::json;
using Type = Argument::Type;

constexpr std::size_t kLongestAccount = 64;
constexpr std::size_t kLongestDomain = 253;
constexpr std::size_t kDeepest = 4;

// Deep ones cost more than they can say.
bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') ++i;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '{' || c == '[') ++depth;
    if (depth > kDeepest) return true;
    if ((c == '}' || c == ']') && depth > 0) --depth;
  }
  return false;
}

bool is_account_character(char c) {
  return is_letter_or_digit(c) || std::string_view("._-@+:").find(c) != std::string_view::npos;
}

bool is_domain_character(char c) {
  return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_';
}

bool holds_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

// Of a place, whose words are percent-encoded: no store has bytes like that.
bool holds_encoded_rubbish(std::string_view place) {
  const std::string decoded = percent_decoded(place);
  return holds_nul(decoded) || !is_utf8(decoded);
}

std::string shown(std::string_view name) {
  return shown_text(name, 60);
}

tl::unexpected<Fault> wrong_argument(const Argument& argument, std::string_view what) {
  return wrong(fmt::format("{} is no {}", argument.name, what));
}

using Taken = tl::expected<Arguments::Value, Fault>;

Taken take_text(const Argument& argument, const json& value) {
  const auto* text = value.get_ptr<const json::string_t*>();
  if (text == nullptr) return wrong(fmt::format("{} must be a text", argument.name));
  if (holds_nul(*text)) return wrong_argument(argument, "text without NUL");
  if (text->size() > argument.most) {
    return wrong(fmt::format("{} has {} bytes, and {} at most are taken", argument.name,
                             text->size(), argument.most));
  }
  return *text;
}

Taken take_number(const Argument& argument, const json& value) {
  const auto* number = value.get_ptr<const json::number_unsigned_t*>();
  if (number == nullptr || *number < argument.least || *number > argument.most) {
    return wrong_argument(argument,
                          fmt::format("whole number from {} to {}", argument.least, argument.most));
  }
  return static_cast<std::int64_t>(*number);
}

Taken take_texts(const Argument& argument, const json& value) {
  if (!value.is_array() || value.size() > argument.most) {
    return wrong_argument(argument, fmt::format("list of at most {} texts", argument.most));
  }
  std::vector<std::string> texts;
  for (const json& one : value) {
    auto text = take_text({argument.name, Type::text, kLongestWord, true}, one);
    if (!text) return text;
    texts.push_back(std::get<std::string>(*std::move(text)));
  }
  return texts;
}

Taken take_members(const Argument& argument, const json& value) {
  if (!value.is_object() || value.size() > argument.most) {
    return wrong_argument(argument, fmt::format("object of at most {} texts", argument.most));
  }
  Arguments::Members members;
  for (const auto& [name, member] : value.items()) {
    if (holds_nul(name)) return wrong_argument(argument, "object of names without NUL");
    if (member.is_null()) {
      members.emplace(name, std::nullopt);
      continue;
    }
    const std::string told = shown(name);
    auto text = take_text({told, Type::text, kLongestWord, true}, member);
    if (!text) return text;
    members.emplace(name, std::get<std::string>(*std::move(text)));
  }
  return members;
}

Taken take(const Argument& argument, const json& value) {
  switch (argument.type) {
    case Type::text:
      return take_text(argument, value);
    case Type::number:
      return take_number(argument, value);
    case Type::texts:
      return take_texts(argument, value);
    case Type::members:
      return take_members(argument, value);
    case Type::truth:
      break;
  }
  if (!value.is_boolean()) return wrong_argument(argument, "true or false");
  return value.get<bool>();
}

// A text member of those that every question has.
std::optional<std::string> member_text(const json& question, const char* name) {
  const auto found = question.find(name);
  if (found == question.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

tl::expected<void, Fault> take_account(const json& object, Question& question) {
  const auto account = member_text(object, "account");
  if (!account || account->empty() || account->size() > kLongestAccount ||
      !std::ranges::all_of(*account, is_account_character)) {
    return wrong("account is no name of an account");
  }
  const auto role = role_of(member_text(object, "role").value_or(""));
  if (!role) return wrong("role is none of admin, operator, viewer");
  question.account = *account;
  question.role = *role;
  return {};
}

// One that is there and says nothing must not count as none: none is the whole site.
tl::expected<void, Fault> take_domain(const json& object, Question& question) {
  if (!object.contains("domain")) return {};
  const auto domain = member_text(object, "domain");
  if (!domain || domain->empty() || domain->size() > kLongestDomain ||
      !std::ranges::all_of(*domain, is_domain_character)) {
    return wrong("domain is no domain");
  }
  question.domain = lower_ascii(*domain);
  return {};
}

tl::expected<void, Fault> take_verb(const json& object, Question& question) {
  const auto name = member_text(object, "verb");
  if (!name) return wrong("there is no verb");
  const std::string by(choosing_argument(*name));
  const auto choice = by.empty() ? std::nullopt : member_text(object, by.c_str());
  question.verb = find_verb(*name, choice.value_or(""));
  if (question.verb == nullptr) {
    const bool unknown = find_verb(*name, "") == nullptr;
    return wrong(unknown ? fmt::format("there is no verb '{}'", shown(*name))
                         : fmt::format("{} cannot be '{}'", by, shown(*choice)));
  }
  if (may(*question.verb, question.role, !question.domain.empty())) return {};
  return fault(Fault::Code::forbidden,
               question.role < question.verb->least
                   ? fmt::format("{} needs the role {}", *name, role_name(question.verb->least))
                   : fmt::format("{} is for accounts of the whole site", *name));
}

bool is_of_every_question(std::string_view name) {
  return name == "account" || name == "role" || name == "domain" || name == "verb";
}

tl::expected<void, Fault> take_arguments(const json& object, Question& question) {
  const auto known = question.verb->arguments;
  for (const auto& [name, value] : object.items()) {
    if (is_of_every_question(name)) continue;
    const auto argument = std::ranges::find(known, std::string_view(name), &Argument::name);
    if (argument == known.end()) {
      return wrong(fmt::format("{} takes no '{}'", question.verb->name, shown(name)));
    }
    auto taken = take(*argument, value);
    if (!taken) return tl::unexpected(taken.error());
    question.arguments.add(name, *std::move(taken));
  }
  if (holds_encoded_rubbish(question.arguments.text("place"))) {
    return wrong("place is none that was given");
  }
  for (const Argument& argument : known) {
    if (!argument.needed || question.arguments.has(argument.name)) continue;
    return wrong(fmt::format("{} needs {}", question.verb->name, argument.name));
  }
  return {};
}

}  // namespace

std::optional<std::int64_t> Arguments::number(std::string_view name) const {
  return has(name) ? std::optional(of<std::int64_t>(name)) : std::nullopt;
}

tl::expected<Question, Fault> parse_question(std::string_view line) {
  if (is_too_deep(line)) return wrong("the question is too deep");
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return wrong("the question is no object of JSON");
  Question question;
  for (const auto part : {take_account, take_domain, take_verb, take_arguments}) {
    if (auto taken = part(object, question); !taken) return tl::unexpected(taken.error());
  }
  return question;
}

std::size_t rows_of_page(const Question& question) {
  const auto limit = question.arguments.number("limit").value_or(kRowsOfPage);
  return static_cast<std::size_t>(std::max<std::int64_t>(limit, 1));
}

bool concerns(const Question& question, std::string_view recipient) {
  if (question.domain.empty()) return true;
  const std::size_t at = recipient.rfind('@');
  return at != std::string_view::npos && lower_ascii(recipient.substr(at + 1)) == question.domain;
}

}  // namespace greycache
