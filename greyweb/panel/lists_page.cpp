// All lists, and one of them: read, checked, written.
#include <algorithm>
#include <utility>

#include "greyweb/page/words.h"
#include "greyweb/panel/difference.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"

namespace greycache::web {

namespace {

std::string count_of(const Json& list) {
  const auto lines = number_member(list, "lines");
  return lines ? count_text(*lines) : "–";
}

Json row_of(const Json& list) {
  const auto faults = static_cast<std::int64_t>(list_member(list, "faults").size());
  return {{"name", text_member(list, "name")},
          {"file", shown(text_member(list, "file"))},
          {"lines", count_of(list)},
          {"whose", flag_member(list, "own") ? "the panel's" : "the administrator's"},
          {"state", faults == 0   ? "good"
                    : faults == 1 ? "1 fault"
                                  : count_text(faults) + " faults"},
          {"class", faults == 0 ? "good" : "bad"}};
}

Json faults_of(const Json& answer) {
  Json faults = Json::array();
  for (const Json& fault : list_member(answer, "faults")) {
    faults.push_back(
        {{"line", text_member(fault, "line")}, {"error", shown(text_member(fault, "error"))}});
  }
  return faults;
}

PanelError no_such_list() {
  return {"wrong", "There is no such list."};
}

tl::expected<Json, PanelError> list_of(const Visit& visit, std::string_view name) {
  const auto answer = visit.ask("lists", {{"name", name}});
  if (!answer) return tl::make_unexpected(answer.error());
  for (const Json& list : list_member(*answer, "lists")) {
    if (text_member(list, "name") == name) return list;
  }
  return tl::make_unexpected(no_such_list());
}

Json view_of(std::string_view name, const Json& list) {
  return {{"name", name},
          {"file", shown(text_member(list, "file"))},
          {"lines", count_of(list)},
          {"was", text_member(list, "was")},
          {"faults", Json::array()},
          {"change", nullptr},
          {"edit", false},
          {"read", false},
          {"text", text_member(list, "text")}};
}

// What was typed, with what is wrong with it or what it would change.
HttpResponse checked_page(const Visit& visit, std::string_view name, const std::string& text) {
  const auto answer = visit.ask("list_check", {{"name", name}, {"text", text}});
  if (!answer) return trouble_page(visit, answer.error());
  Json view = view_of(name, Json::object());
  view["lines"] = "";
  view["text"] = text;
  view["was"] = visit.form.value("was");
  view["faults"] = faults_of(*answer);
  view["edit"] = !view["faults"].empty();
  if (view["faults"].empty()) {
    const Json difference = difference_view(text_member(*answer, "difference"));
    view["change"] = {{"difference", difference}, {"any", !difference.empty()}};
  }
  return page(visit, "list", name, view, view["faults"].empty() ? 200 : 400);
}

}  // namespace

HttpResponse lists_page(const Visit& visit) {
  const auto answer = visit.ask("lists");
  if (!answer) return trouble_page(visit, answer.error());
  Json lists = Json::array();
  for (const Json& list : list_member(*answer, "lists")) lists.push_back(row_of(list));
  const bool any = !lists.empty();
  return page(visit, "lists", "Lists", {{"lists", std::move(lists)}, {"any", any}});
}

HttpResponse list_page(const Visit& visit, std::string_view name) {
  const auto list = list_of(visit, name);
  if (!list) return trouble_page(visit, list.error());
  Json view = view_of(name, *list);
  view["faults"] = faults_of(*list);
  const bool edit = flag_member(*list, "own") && visit.may("list_write", true);
  view["edit"] = edit;
  view["read"] = !edit;
  return page(visit, "list", name, view);
}

HttpResponse change_list(const Visit& visit, std::string_view name) {
  const std::string text = form_text(visit.form.value("text"));
  if (visit.form.value("step") != "write") return checked_page(visit, name, text);
  const auto answer = visit.change(
      "list_write", {{"name", name}, {"text", text}, {"was", visit.form.value("was")}});
  if (!answer) return trouble_page(visit, answer.error());
  return page(visit, "done", name,
              {{"sentence", "The list is written, and counts from now on."},
               {"faults", Json::array()},
               {"undo", ""},
               {"back", "/lists/" + std::string(name)}});
}

}  // namespace greycache::web
