// kainjow's Mustache, with the templates that the build has put into the program.
#include "greyweb/page/renderer.h"

#include <kainjow/mustache.hpp>

#include <stdexcept>

#include "greyweb/page/embedded_files.h"

namespace greycache::web {

namespace {

using kainjow::mustache::data;

data data_of(const Json& value) {
  if (value.is_object()) {
    data object(data::type::object);
    for (const auto& [name, inner] : value.items()) object.set(name, data_of(inner));
    return object;
  }
  if (value.is_array()) {
    data list(data::type::list);
    for (const Json& inner : value) list.push_back(data_of(inner));
    return list;
  }
  if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
    return data(value.get<std::string>());
  }
  if (value.is_number()) return data(value.dump());
  return data(value.is_boolean() && value.get<bool>());
}

constexpr std::string_view kParts = "parts/";
constexpr std::string_view kEnding = ".html";

std::string template_text(std::string_view name) {
  const std::string path = "templates/" + std::string(name) + std::string(kEnding);
  const EmbeddedFile* file = find_embedded(path);
  if (file == nullptr) throw std::logic_error("there is no " + path);
  return std::string(file->content);
}

// Every template may name every part. No member of a view is called like one.
void add_parts(data& values) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (!file.name.starts_with(kParts)) continue;
    std::string_view name = file.name.substr(kParts.size());
    name.remove_suffix(kEnding.size());
    values.set(std::string(name), kainjow::mustache::partial(
                                      [content = file.content] { return std::string(content); }));
  }
}

}  // namespace

std::string rendered(std::string_view name, const Json& view) {
  kainjow::mustache::mustache page(template_text(name));
  if (!page.is_valid()) throw std::logic_error(std::string(name) + ": " + page.error_message());
  data values = data_of(view);
  add_parts(values);
  return page.render(values);
}

}  // namespace greycache::web
