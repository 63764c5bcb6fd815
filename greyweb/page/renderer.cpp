// kainjow's Mustache, with the templates that the build has put into the program.
#include "greyweb/page/renderer.h"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

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

std::string_view content_of(const std::string& path) {
  const EmbeddedFile* file = find_embedded(path);
  if (file == nullptr) throw std::logic_error("there is no " + path);
  return file->content;
}

// Parts, which any template may name, stand in their places: the library would read them anew for
// each row of a list.
std::string with_parts(std::string_view text) {
  constexpr std::string_view kBegin = "{{> ";
  constexpr std::string_view kEnd = "}}";
  std::string whole;
  while (true) {
    const std::size_t at = text.find(kBegin);
    whole += text.substr(0, at);
    if (at == std::string_view::npos) return whole;
    text.remove_prefix(at + kBegin.size());
    const std::size_t end = text.find(kEnd);
    whole += with_parts(content_of(fmt::format("parts/{}.html", text.substr(0, end))));
    text.remove_prefix(end + kEnd.size());
  }
}

}  // namespace

std::string rendered(std::string_view name, const Json& view) {
  kainjow::mustache::mustache page(with_parts(content_of(fmt::format("templates/{}.html", name))));
  if (!page.is_valid()) throw std::logic_error(std::string(name) + ": " + page.error_message());
  return page.render(data_of(view));
}

}  // namespace greycache::web
