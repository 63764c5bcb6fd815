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

std::string template_text(const std::string& name) {
  const EmbeddedFile* file = find_embedded("templates/" + name + ".html");
  if (file == nullptr) throw std::logic_error("there is no template " + name);
  return std::string(file->content);
}

}  // namespace

std::string rendered(std::string_view name, const Json& view) {
  kainjow::mustache::mustache page(template_text(std::string(name)));
  if (!page.is_valid()) throw std::logic_error(std::string(name) + ": " + page.error_message());
  data values = data_of(view);
  for (const char* const part : {"head", "foot", "moment", "confirm_button", "confirm_form"}) {
    values.set(part, kainjow::mustache::partial([part] { return template_text(part); }));
  }
  return page.render(values);
}

}  // namespace greycache::web
