// A path a verb, its arguments as parameters of a GET or as the body of a POST.
#include "greyweb/api/openapi.h"

#include <fmt/format.h>

#include <string>

#include "common/version.h"
#include "greyweb/api/api.h"
#include "greyweb/daemon/verb.h"

namespace greycache::web {

namespace {

Json type_of(const Argument& argument) {
  using enum Argument::Type;
  switch (argument.type) {
    case text:
      return {{"type", "string"}, {"maxLength", argument.most}};
    case number:
      return {{"type", "integer"}, {"minimum", argument.least}, {"maximum", argument.most}};
    case truth:
      return {{"type", "boolean"}};
    case texts:
      return {{"type", "array"}, {"items", {{"type", "string"}}}};
    case members:
      return {{"type", "object"}, {"maxProperties", argument.most}};
  }
  return Json::object();
}

Json schema_of(const Verb& verb, const Argument& argument) {
  Json schema = type_of(argument);
  schema["description"] = argument.help;
  if (argument.name == verb.by) schema["enum"] = verb.choices;
  return schema;
}

Json parameters_of(const Verb& verb) {
  Json parameters = Json::array();
  for (const Argument& argument : verb.arguments) {
    parameters.push_back({{"name", argument.name},
                          {"in", "query"},
                          {"required", argument.needed},
                          {"schema", schema_of(verb, argument)}});
  }
  return parameters;
}

Json body_of(const Verb& verb) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Argument& argument : verb.arguments) {
    properties[std::string(argument.name)] = schema_of(verb, argument);
    if (argument.needed) required.push_back(argument.name);
  }
  Json schema = {{"type", "object"},
                 {"properties", properties},
                 {"required", required},
                 {"additionalProperties", false}};
  Json content = {{"application/json", {{"schema", schema}}}};
  return {{"required", true}, {"content", content}};
}

Json answer_with(std::string_view what, std::string_view schema) {
  Json reference = {{"$ref", fmt::format("#/components/schemas/{}", schema)}};
  Json content = {{"application/json", {{"schema", reference}}}};
  return {{"description", what}, {"content", content}};
}

Json operation_of(const Verb& verb) {
  Json operation = {
      {"operationId", fmt::format("{}_{}", verb.posted ? "post" : "get", verb.name)},
      {"summary", verb.summary},
      {"description",
       fmt::format("For {}s and above{}.", role_name(verb.least),
                   verb.domain_may ? "; a token with a domain may, for recipients of it" : "")},
      {"responses",
       {{"200", answer_with("What was asked for", "answer")},
        {"400", answer_with("The arguments are wrong", "error")},
        {"401", answer_with("No token, or a wrong one", "error")},
        {"403", answer_with("The token may not", "error")},
        {"409", answer_with("It was changed meanwhile", "error")},
        {"413", answer_with("The body is too large", "error")},
        {"503", answer_with("The daemon does not answer, or too many ask", "error")}}}};
  if (verb.posted) {
    operation["requestBody"] = body_of(verb);
  } else {
    operation["parameters"] = parameters_of(verb);
  }
  return operation;
}

Json paths() {
  Json paths = Json::object();
  for (const Verb& verb : verbs()) {
    paths[fmt::format("{}{}", kApiPath, verb.name)][verb.posted ? "post" : "get"] =
        operation_of(verb);
  }
  return paths;
}

Json schemas() {
  Json text = {{"type", "string"}};
  Json truth = {{"type", "boolean"}};
  return {{"answer", {{"type", "object"}, {"properties", {{"ok", truth}}}}},
          {"error",
           {{"type", "object"}, {"properties", {{"ok", truth}, {"code", text}, {"error", text}}}}}};
}

}  // namespace

Json openapi_document() {
  Json bearer = {{"type", "http"}, {"scheme", "bearer"}};
  Json needed = Json::object();
  needed["token"] = Json::array();
  return {{"openapi", "3.1.0"},
          {"info", {{"title", "Greycache"}, {"version", kVersion}}},
          {"security", Json::array({needed})},
          {"components", {{"securitySchemes", {{"token", bearer}}}, {"schemas", schemas()}}},
          {"paths", paths()}};
}

}  // namespace greycache::web
