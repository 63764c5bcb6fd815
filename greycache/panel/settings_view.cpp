// The table of settings as JSON.
#include "greycache/panel/settings_view.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/json_object.h"
#include "greycache/config/config_lines.h"
#include "greycache/config/panel_settings.h"
#include "greycache/config/setting_value.h"
#include "greycache/config/setting_words.h"
#include "greycache/config/settings_table.h"
#include "greycache/panel/list_file_view.h"
#include "greycache/panel/panel_file.h"

namespace greycache {

namespace {

constexpr std::string_view kHidden = "(secret)";

// What a page shows for it: a field, a switch, a choice.
struct Kind {
  std::string name;
  std::vector<std::string> choices;
};

struct KindOf {
  Kind operator()(Milliseconds Settings::*) const { return {"span", {}}; }
  Kind operator()(std::int64_t Settings::*) const { return {"number", {}}; }
  Kind operator()(std::size_t Settings::*) const { return {"size", {}}; }
  Kind operator()(unsigned Settings::*) const { return {"mode", {}}; }
  Kind operator()(bool Settings::*) const { return {"switch", {"on", "off"}}; }
  Kind operator()(std::string Settings::*) const { return {"text", {}}; }
  template <typename Choice>
  Kind operator()(Choice Settings::*) const {
    Kind kind{"choice", {}};
    for (const auto& [word, value] : Words<Choice>::all) kind.choices.emplace_back(word);
    return kind;
  }
};

// A file of a password may be taken for the password.
bool is_secret(const Setting& setting) {
  return setting.name.ends_with("_password_file") || setting.name == "redis" ||
         setting.name == "database";
}

std::string value_of(const Setting& setting, const Settings& settings) {
  std::string value = shown_value(setting, settings);
  const bool hidden = setting.name.ends_with("_password_file") || value.find("***") != value.npos;
  return is_secret(setting) && hidden && !value.empty() ? std::string(kHidden) : value;
}

// "minutes" of a span, "bytes" of a size, what a text is.
std::string unit_of_setting(const Setting& setting, const std::string& kind) {
  constexpr std::string_view kTimeIn = "time in ";
  const std::string type = type_in_words(setting);
  if (kind == "span") return type.substr(kTimeIn.size());
  if (kind == "size") return "bytes";
  return kind == "text" ? type : std::string();
}

// As they would stand in the file; both empty where there are none.
std::pair<std::string, std::string> bounds_of(const Setting& setting) {
  constexpr std::string_view kTo = " to ";
  const std::string bounds = bounds_in_words(setting);
  const std::size_t to = bounds.find(kTo);
  if (to == std::string::npos) return {};
  return {bounds.substr(0, to), bounds.substr(to + kTo.size())};
}

std::set<std::string, std::less<>> names_in(std::string_view text) {
  std::set<std::string, std::less<>> names;
  for (const ConfigLine& line : config_lines(text)) names.emplace(line.key);
  return names;
}

std::string setting_json(const Setting& setting, const Settings& settings, bool of_panel) {
  static const Settings kDefaults;
  const bool same = same_value(setting, settings, kDefaults);
  const Kind kind = std::visit(KindOf{}, setting.member);
  const auto [least, most] = bounds_of(setting);
  return JsonObject()
      .add_text("name", setting.name)
      .add_text("value", value_of(setting, settings))
      .add_text("default", setting.default_text)
      .add_text("kind", kind.name)
      .add("choices", json_list_of_texts(kind.choices))
      .add_text_or_null("unit", unit_of_setting(setting, kind.name))
      .add_text_or_null("least", least)
      .add_text_or_null("most", most)
      .add_bool("reload", setting.reload == Reload::yes)
      .add_text("help", setting.help)
      .add_text("sqlgrey", setting.sqlgrey)
      .add_text("from", of_panel ? "panel"
                        : same   ? "default"
                                 : "file")
      .add_bool("may_write", may_panel_write(setting))
      .add_bool("secret", is_secret(setting))
      .text();
}

}  // namespace

Answer settings_answer(const SettingsPlace& place) {
  const auto of_panel = read_panel_file(place.panel_dir(), kPanelSettings);
  if (!of_panel) return fault(Fault::Code::unavailable, of_panel.error());
  const auto names = names_in(*of_panel);
  std::vector<std::string> groups;
  std::vector<std::string> rows;
  const auto table = settings_table();
  for (std::size_t i = 0; i < table.size(); ++i) {
    const bool by_panel = names.contains(table[i].name) && may_panel_write(table[i]);
    rows.push_back(setting_json(table[i], place.running, by_panel));
    if (i + 1 < table.size() && table[i + 1].group == table[i].group) continue;
    groups.push_back(JsonObject()
                         .add_text("name", table[i].group)
                         .add("settings", json_list(std::exchange(rows, {})))
                         .text());
  }
  return JsonObject()
      .add("groups", json_list(groups))
      .add_bool("may_write", place.running.panel_settings == PanelSettings::write)
      .add_text("panel_file", panel_settings_file(place.running.state_dir))
      .add_text("hash", hash_of_text(*of_panel))
      .text();
}

}  // namespace greycache
