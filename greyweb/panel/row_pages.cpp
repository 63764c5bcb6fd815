// Addresses are put together of encoded fields only.
#include "greyweb/panel/row_pages.h"

#include <algorithm>

#include "greyweb/page/words.h"

namespace greycache::web {

namespace {

constexpr std::size_t kMostFaultsShown = 50;

std::string address_of(const std::string& path, const Form& fields) {
  const std::string query = fields.text();
  return query.empty() ? path : path + "?" + query;
}

Form without_place(const Form& fields) {
  Form kept;
  for (const auto& [name, value] : fields.fields()) {
    if (name != "place" && !value.empty()) kept.add(name, value);
  }
  return kept;
}

}  // namespace

Json choices(std::initializer_list<std::pair<std::string_view, std::string_view>> all,
             std::string_view chosen) {
  Json options = Json::array();
  for (const auto& [value, text] : all) {
    options.push_back({{"value", value}, {"text", text}, {"chosen", value == chosen}});
  }
  return options;
}

std::string one_of(const Form& form, std::string_view field,
                   std::initializer_list<std::string_view> all) {
  const std::string& value = form.value(field);
  const auto* const found = std::find(all.begin(), all.end(), value);
  return std::string(found == all.end() ? *all.begin() : *found);
}

std::string next_link(const HttpRequest& request, const Json& answer) {
  const std::string next = text_member(answer, "next");
  if (next.empty()) return {};
  Form fields = without_place(request.query);
  fields.add("place", next);
  return address_of(request.path, fields);
}

Json faults_view(const Json& faults) {
  Json rows = Json::array();
  for (const Json& fault : faults) {
    if (rows.size() >= kMostFaultsShown) break;
    rows.push_back({{"row", shown(text_member(fault, "row"), "(empty)")},
                    {"error", shown_words(text_member(fault, "error"))}});
  }
  return rows;
}

std::string first_link(const HttpRequest& request) {
  if (request.query.value("place").empty()) return {};
  return address_of(request.path, without_place(request.query));
}

std::string here(const HttpRequest& request) {
  return address_of(request.path, request.query);
}

std::string own_address(std::string_view text) {
  return plain_path(text).empty() ? "/" : std::string(text);
}

}  // namespace greycache::web
