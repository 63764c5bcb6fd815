// All lists, and one of them: read, checked, written.
#include <algorithm>
#include <utility>

#include "greyweb/page/words.h"
#include "greyweb/panel/difference.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"

namespace greycache::web {

namespace {

constexpr std::string_view kLocal = ".local";

std::string count_of(const Json& list) {
  const auto lines = number_member(list, "lines");
  return lines ? count_text(*lines) : "–";
}

// The page has all files of a list: the name without ".local".
std::string base_of(const Json& list) {
  std::string name = text_member(list, "name");
  if (name.ends_with(kLocal)) name.resize(name.size() - kLocal.size());
  return name;
}

std::string_view whose(const Json& list) {
  return flag_member(list, "own") ? "the panel's" : "the administrator's";
}

std::string list_state(const Json& list, std::size_t faults) {
  if (member(list, "there") == false) return "not there";
  if (faults == 0) return "good";
  return faults == 1 ? "1 fault" : count_text(static_cast<std::int64_t>(faults)) + " faults";
}

Json list_of(const Json& list) {
  const std::size_t faults = list_member(list, "faults").size();
  const std::string state = list_state(list, faults);
  return {{"name", text_member(list, "name")},
          {"base", base_of(list)},
          {"file", shown(text_member(list, "file"))},
          {"lines", count_of(list)},
          {"whose", whose(list)},
          {"state", state},
          {"class", state == "good" ? "good"
                    : faults > 0    ? "bad"
                                    : ""}};
}

Json list_faults(const Json& answer, std::string_view kind = "faults") {
  Json faults = Json::array();
  for (const Json& fault : list_member(answer, kind)) {
    const auto line = number_member(fault, "line");
    faults.push_back({{"line", line.value_or(0) > 0 ? std::to_string(*line) : ""},
                      {"error", shown_words(text_member(fault, "error"))}});
  }
  return faults;
}

Json file_view(const Json& list, std::size_t number) {
  const bool missing = member(list, "there") == false;
  return {{"anchor", "file" + std::to_string(number)},
          {"file", shown(text_member(list, "file"))},
          {"lines", count_of(list)},
          {"one", number_member(list, "lines") == 1},
          {"whose", whose(list)},
          {"cut", flag_member(list, "cut")},
          {"complaints", list_faults(list)},
          {"content", text_member(list, "text")},
          {"nothing", missing ? "The file is not there." : "The file is empty."}};
}

Json list_view(std::string_view name) {
  return {{"name", name},
          {"was", ""},
          {"faults", Json::array()},
          {"change", nullptr},
          {"late", nullptr},
          {"edit", false},
          {"text", ""},
          {"files", Json::array()}};
}

void add_file(const Visit& visit, const Json& list, Json& view) {
  const bool own = flag_member(list, "own");
  if (!own || !visit.may("list_write", true) || flag_member(list, "cut")) {
    view["files"].push_back(file_view(list, view["files"].size()));
    return;
  }
  view["edit"] = true;
  view["text"] = text_member(list, "text");
  view["was"] = text_member(list, "hash");
  view["faults"] = list_faults(list);
}

tl::expected<Json, PanelError> read_list(const Visit& visit, std::string_view name) {
  const auto answer = visit.ask("lists", {{"name", name}});
  if (!answer) return tl::make_unexpected(answer.error());
  Json view = list_view(name);
  for (const Json& list : list_member(*answer, "lists")) add_file(visit, list, view);
  return view;
}

// What was typed stays in the form; `was` is the state that it was made from.
HttpResponse typed_list(const Visit& visit, std::string_view name, const std::string& text,
                        const Json& more, unsigned status) {
  Json view = read_list(visit, name).value_or(list_view(name));
  view["edit"] = true;
  view["text"] = text;
  view["was"] = visit.form.value("was");
  view.update(more);
  return page(visit, "list", name, std::move(view), status);
}

HttpResponse refused_list(const Visit& visit, std::string_view name, const std::string& text,
                          const PanelError& error) {
  if (error.code == "forbidden") return trouble_page(visit, error);
  const Json fault = {{"line", ""}, {"error", shown_sentence(error.sentence)}};
  return typed_list(visit, name, text, {{"faults", Json::array({fault})}}, status_of(error));
}

// What was typed, with what is wrong with it or what it would change.
HttpResponse checked_list(const Visit& visit, std::string_view name, const std::string& text) {
  const auto answer = visit.ask("list_check", {{"name", name}, {"text", text}});
  if (!answer) return refused_list(visit, name, text, answer.error());
  const Json faults = list_faults(*answer);
  if (!faults.empty()) return typed_list(visit, name, text, {{"faults", faults}}, 400);
  Json view = list_view(name);
  view["text"] = text;
  view["was"] = visit.form.value("was");
  const Json difference = difference_view(text_member(*answer, "difference"));
  view["change"] = {{"difference", difference},
                    {"any", !difference.empty()},
                    {"wide", list_faults(*answer, "wide")}};
  return page(visit, "list", name, view);
}

// Somebody was quicker: both texts are there to be looked at.
HttpResponse late_list(const Visit& visit, std::string_view name, const std::string& text) {
  const auto answer = visit.ask("list_check", {{"name", name}, {"text", text}});
  if (!answer) return refused_list(visit, name, text, answer.error());
  const Json difference = difference_view(text_member(*answer, "difference"));
  const Json more = {{"late", {{"difference", difference}, {"any", !difference.empty()}}},
                     {"was", text_member(*answer, "hash")},
                     {"faults", list_faults(*answer)}};
  return typed_list(visit, name, text, more, 409);
}

}  // namespace

HttpResponse lists_page(const Visit& visit) {
  const auto answer = visit.ask("lists");
  if (!answer) return trouble_page(visit, answer.error());
  Json lists = Json::array();
  for (const Json& list : list_member(*answer, "lists")) lists.push_back(list_of(list));
  const bool any = !lists.empty();
  return page(visit, "lists", "Lists", {{"lists", std::move(lists)}, {"any", any}});
}

HttpResponse list_page(const Visit& visit, std::string_view name) {
  auto view = read_list(visit, name);
  if (!view) return trouble_page(visit, view.error());
  return page(visit, "list", name, std::move(*view));
}

HttpResponse change_list(const Visit& visit, std::string_view name) {
  const std::string text = form_text(visit.form.value("text"));
  const std::string& step = visit.form.value("step");
  if (step == "edit") return typed_list(visit, name, text, Json::object(), 200);
  if (step != "write") return checked_list(visit, name, text);
  const auto answer = visit.change(
      "list_write", {{"name", name}, {"text", text}, {"was", visit.form.value("was")}});
  if (!answer && answer.error().code == "conflict") return late_list(visit, name, text);
  if (!answer) return refused_list(visit, name, text, answer.error());
  if (!list_member(*answer, "faults").empty()) return checked_list(visit, name, text);
  return page(visit, "done", name,
              {{"sentence", "The list is written, and counts from now on."},
               {"faults", news_view(text_member(*answer, "reload"))},
               {"undo", ""},
               {"back", "/lists/" + std::string(name)}});
}

}  // namespace greycache::web
