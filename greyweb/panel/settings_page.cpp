// Every setting with its explanation, in groups.
#include <fmt/format.h>

#include <utility>

#include "greyweb/page/words.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/setting_view.h"

namespace greycache::web {

namespace {

bool may_change(const Visit& visit, const Json& answer) {
  return flag_member(answer, "may_write") && visit.may("setting_write", true);
}

Json settings_of(const Json& group, std::string_view filter, bool editable) {
  Json settings = Json::array();
  for (const Json& setting : list_member(group, "settings")) {
    if (!setting_holds(setting, filter)) continue;
    Json view = setting_view(setting);
    if (editable && flag_member(setting, "may_write")) {
      view["edit"] = "/settings/" + text_member(setting, "name");
    }
    settings.push_back(std::move(view));
  }
  return settings;
}

Json setting_groups(const Json& answer, std::string_view filter, bool editable) {
  Json groups = Json::array();
  for (const Json& group : list_member(answer, "groups")) {
    Json settings = settings_of(group, filter, editable);
    if (settings.empty()) continue;
    groups.push_back({{"name", shown(text_member(group, "name"))},
                      {"anchor", fmt::format("group-{}", groups.size() + 1)},
                      {"settings", std::move(settings)}});
  }
  return groups;
}

bool any_of_panel(const Json& answer) {
  for (const Json& group : list_member(answer, "groups")) {
    for (const Json& setting : list_member(group, "settings")) {
      if (text_member(setting, "from") == "panel") return true;
    }
  }
  return false;
}

// Where the panel may take nothing back any more.
std::string way_back(const Json& answer) {
  const bool stays = !flag_member(answer, "may_write") && any_of_panel(answer);
  if (!stays) return {};
  return fmt::format(
      "What is marked as set by the panel counts before greycache.conf still, though "
      "panel_settings = read. To take a value back remove its line in {} on the host, then greyctl "
      "reload.",
      shown(text_member(answer, "panel_file"), "state_dir/panel/settings.conf"));
}

}  // namespace

HttpResponse settings_page(const Visit& visit) {
  const auto answer = visit.ask("settings");
  if (!answer) return trouble_page(visit, answer.error());
  const bool editable = may_change(visit, *answer);
  const std::string& filter = visit.request.query.value("filter");
  Json groups = setting_groups(*answer, filter, editable);
  const bool any = !groups.empty();
  return page(visit, "settings", "Settings",
              {{"filter", filter},
               {"lead", editable ? "Every setting, with what it means. What is changed here stands "
                                   "beside the file, and can be taken back."
                                 : "Every setting, with what it means. They are changed in "
                                   "greycache.conf."},
               {"way_back", way_back(*answer)},
               {"groups", std::move(groups)},
               {"any", any}});
}

}  // namespace greycache::web
