// Types are those of JSON; in a query all is text.
#include "greyweb/api/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "common/text.h"
#include "common/whole_number.h"

namespace greycache::web {

namespace {

using Arguments = tl::expected<Json, std::string>;

const Argument* find_argument(const Verb& verb, std::string_view name) {
  const auto found = std::ranges::find(verb.arguments, name, &Argument::name);
  return found == verb.arguments.end() ? nullptr : &*found;
}

bool is_of_type(const Json& value, Argument::Type type) {
  using enum Argument::Type;
  switch (type) {
    case text:
      return value.is_string();
    case number:
      return value.is_number_integer();
    case truth:
      return value.is_boolean();
    case texts:
      return value.is_array() &&
             std::ranges::all_of(value, [](const Json& row) { return row.is_string(); });
    case members:
      return value.is_object();
  }
  return false;
}

tl::unexpected<std::string> wrong(std::string_view name, std::string_view what) {
  return tl::make_unexpected(fmt::format("'{}' {}", escaped(name, 60), what));
}

// With what must be there, and what goes with the verb.
Arguments completed(const Verb& verb, Json arguments) {
  for (const Argument& argument : verb.arguments) {
    if (argument.needed && !arguments.contains(std::string(argument.name))) {
      return wrong(argument.name, "is missing");
    }
  }
  if (!verb.choice.empty()) arguments[std::string(verb.by)] = verb.choice;
  return arguments;
}

// Nothing where the text is none of that type.
std::optional<Json> value_of(const std::string& text, Argument::Type type) {
  if (type == Argument::Type::text) return Json(text);
  const auto number = whole_number<std::int64_t>(text);
  if (type != Argument::Type::number || !number) return std::nullopt;
  return Json(*number);
}

}  // namespace

Arguments arguments_of_query(const Verb& verb, const Form& query) {
  Json arguments = Json::object();
  for (const auto& [name, text] : query.fields()) {
    const Argument* argument = find_argument(verb, name);
    if (argument == nullptr) return wrong(name, "is no argument of this");
    auto value = value_of(text, argument->type);
    if (!value) return wrong(name, "is no number");
    if (arguments.contains(name)) return wrong(name, "stands there twice");
    arguments[name] = std::move(*value);
  }
  return completed(verb, std::move(arguments));
}

Arguments arguments_of_body(const Verb& verb, std::string_view body) {
  auto arguments = parse_bounded(body);
  if (!arguments || !arguments->is_object()) {
    return tl::make_unexpected(
        fmt::format("the body is no object of JSON, is deeper than {}, or has more than {} values",
                    kDeepestJson, kMostJsonValues));
  }
  for (const auto& [name, value] : arguments->items()) {
    const Argument* argument = find_argument(verb, name);
    if (argument == nullptr) return wrong(name, "is no argument of this");
    if (!is_of_type(value, argument->type)) return wrong(name, "is of another kind");
  }
  return completed(verb, *std::move(arguments));
}

}  // namespace greycache::web
