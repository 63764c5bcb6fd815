// One setting: typed, checked, looked at, applied.
#include <utility>

#include "greyweb/page/words.h"
#include "greyweb/panel/difference.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/setting_view.h"

namespace greycache::web {

namespace {

constexpr std::string_view kLate =
    "Somebody else has changed settings meanwhile, and nothing was written: look at the difference "
    "again.";

struct Found {
  Json setting;
  std::string was;
};

tl::expected<Found, PanelError> changeable(const Visit& visit, std::string_view name) {
  const auto answer = visit.ask("settings");
  if (!answer) return tl::make_unexpected(answer.error());
  const Json* setting = find_setting_row(*answer, name);
  if (setting == nullptr) return tl::make_unexpected(PanelError{"wrong", "No such setting."});
  const bool may = flag_member(*answer, "may_write") && visit.may("setting_write", true);
  if (!may || !flag_member(*setting, "may_write")) {
    return tl::make_unexpected(
        PanelError{"forbidden", "This setting cannot be changed here by you."});
  }
  return Found{*setting, text_member(*answer, "hash")};
}

Json options_of(const Json& setting, const std::string& value) {
  Json options = Json::array();
  for (const Json& choice : list_member(setting, "choices")) {
    if (!choice.is_string()) continue;
    options.push_back({{"value", choice}, {"chosen", choice == value}});
  }
  return options;
}

Json view_of(const Found& found, const std::string& value) {
  Json view = setting_view(found.setting);
  view["value"] = value;
  view["was"] = found.was;
  view["options"] = options_of(found.setting, value);
  view["is_panels"] = text_member(found.setting, "from") == "panel";
  view["faults"] = Json::array();
  view["change"] = nullptr;
  return view;
}

Json changes_of(const Visit& visit, std::string_view name) {
  Json value = visit.form.value("value");
  if (visit.form.has("back_to_file")) value = nullptr;
  return Json::object({{std::string(name), value}});
}

Json setting_faults(const Json& answer) {
  Json faults = Json::array();
  for (const Json& fault : list_member(answer, "faults")) {
    faults.push_back({{"error", shown_sentence(text_member(fault, "error"))}});
  }
  return faults;
}

Json change_view(const Visit& visit, const Json& answer) {
  const Json difference = difference_view(text_member(answer, "difference"));
  const bool restart = !list_member(answer, "needs_restart").empty();
  return {{"difference", difference},
          {"any", !difference.empty()},
          {"typed", visit.form.value("value")},
          {"back_to_file", visit.form.has("back_to_file")},
          {"effect", restart ? "It takes effect at the next restart of greycache."
                             : "It takes effect at once."}};
}

HttpResponse checked_setting(const Visit& visit, std::string_view name) {
  const auto found = changeable(visit, name);
  if (!found) return trouble_page(visit, found.error());
  const auto answer = visit.ask("setting_check", {{"changes", changes_of(visit, name)}});
  if (!answer) return trouble_page(visit, answer.error());
  Json view = view_of(*found, visit.form.value("value"));
  view["was"] = visit.form.value("was");
  view["faults"] = setting_faults(*answer);
  const bool good = view["faults"].empty();
  if (good) view["change"] = change_view(visit, *answer);
  return page(visit, "setting", name, std::move(view), good ? 200 : 400);
}

// The value that was typed, to be typed on; `fault` says why.
HttpResponse typed_setting(const Visit& visit, std::string_view name, std::string_view fault,
                           unsigned status) {
  const auto found = changeable(visit, name);
  if (!found) return trouble_page(visit, found.error());
  Json view = view_of(*found, visit.form.value("value"));
  if (!fault.empty()) view["faults"].push_back({{"error", fault}});
  return page(visit, "setting", name, std::move(view), status);
}

HttpResponse written_page(const Visit& visit, std::string_view name) {
  const auto answer = visit.change(
      "setting_write", {{"changes", changes_of(visit, name)}, {"was", visit.form.value("was")}});
  if (!answer && answer.error().code == "conflict") {
    return typed_setting(visit, name, kLate, 409);
  }
  if (!answer) return trouble_page(visit, answer.error());
  if (!list_member(*answer, "faults").empty()) return checked_setting(visit, name);
  const bool restart = !list_member(*answer, "needs_restart").empty();
  return page(visit, "done", name,
              {{"sentence", restart ? "It is written, and takes effect at the next restart."
                                    : "It is written, and in effect."},
               {"faults", news_view(text_member(*answer, "reload"))},
               {"undo", ""},
               {"back", "/settings/" + std::string(name)}});
}

}  // namespace

HttpResponse setting_page(const Visit& visit, std::string_view name) {
  const auto found = changeable(visit, name);
  if (!found) return trouble_page(visit, found.error());
  return page(visit, "setting", name, view_of(*found, text_member(found->setting, "value")));
}

HttpResponse change_setting(const Visit& visit, std::string_view name) {
  const std::string& step = visit.form.value("step");
  if (step == "write") return written_page(visit, name);
  if (step == "edit") return typed_setting(visit, name, "", 200);
  return checked_setting(visit, name);
}

}  // namespace greycache::web
