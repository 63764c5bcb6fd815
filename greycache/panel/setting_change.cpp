// The file of the panel's settings made anew, and read with the administrator's before it counts.
#include "greycache/panel/setting_change.h"

#include <fmt/format.h>

#include <map>
#include <utility>
#include <vector>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/config/config_file.h"
#include "greycache/config/config_lines.h"
#include "greycache/config/panel_settings.h"
#include "greycache/config/setting_value.h"
#include "greycache/config/settings_difference.h"
#include "greycache/config/settings_table.h"
#include "greycache/panel/list_file_view.h"
#include "greycache/panel/panel_file.h"

namespace greycache {

namespace {

constexpr std::string_view kHead =
    "# Written by the panel; counts before greycache.conf. Without this file that alone counts.\n";

struct SettingFault {
  std::string name;
  std::string error;
};

// The change as it would be.
struct NewSettings {
  std::string before;  // the file's text
  std::string after;
  std::vector<SettingFault> faults;
  std::string difference;
  std::vector<std::string> needs_restart;

  JsonObject json() const {
    std::vector<std::string> all;
    for (const auto& [name, error] : faults) {
      all.push_back(JsonObject().add_text("name", name).add_text("error", error).text());
    }
    JsonObject object;
    object.add("faults", json_list(all))
        .add_text("difference", difference)
        .add("needs_restart", json_list_of_texts(needs_restart));
    return object;
  }
};

using Values = std::map<std::string, std::string, std::less<>>;

Values values_in(std::string_view text) {
  Values values;
  for (const ConfigLine& line : config_lines(text)) {
    values.insert_or_assign(std::string(line.key), std::string(line.value));
  }
  return values;
}

std::string values_text(const Values& values) {
  std::string text(kHead);
  for (const auto& [name, value] : values) text += fmt::format("{} = {}\n", name, value);
  return text;
}

// Why a value cannot be; empty where it can.
std::string setting_fault(const std::string& name, const std::optional<std::string>& value) {
  const Setting* setting = find_setting(name);
  if (setting == nullptr) return "there is no such setting";
  if (!may_panel_write(*setting)) return "the panel does not write that";
  if (!value) return {};
  if (std::string wrong = fault_of_line(*value); !wrong.empty()) return wrong;
  Settings scratch;
  return set_from_text(*setting, trimmed(*value), scratch);
}

void compare(const Settings& running, const Settings& after, NewSettings& made) {
  for (const Setting& setting : settings_table()) {
    if (same_value(setting, running, after)) continue;
    made.difference += fmt::format("{}: {} -> {}\n", setting.name, shown_value(setting, running),
                                   shown_value(setting, after));
  }
  for (const std::string_view name : reload_differences(running, after)) {
    made.needs_restart.emplace_back(name);
  }
}

// Of the file's text as it is.
NewSettings made_of(const SettingsPlace& place, std::string before, const Question& question) {
  NewSettings made;
  made.before = std::move(before);
  Values values = values_in(made.before);
  for (const auto& [name, value] : question.arguments.members("changes")) {
    const std::string wrong = setting_fault(name, value);
    if (!wrong.empty()) {
      made.faults.push_back({name, wrong});
    } else if (value) {
      values.insert_or_assign(name, std::string(trimmed(*value)));
    } else {
      values.erase(name);
    }
  }
  made.after = values_text(values);
  if (!made.faults.empty()) return made;
  const auto together = load_configuration_with(place.config_path, made.after);
  if (together) {
    compare(place.running, together->settings, made);
  } else {
    for (const std::string& error : together.error()) made.faults.push_back({"", error});
  }
  return made;
}

}  // namespace

std::string SettingsPlace::panel_dir() const {
  return panel_directory(running.state_dir);
}

Answer check_settings(const SettingsPlace& place, const Question& question) {
  auto before = read_panel_file(place.panel_dir(), kPanelSettings);
  if (!before) return fault(Fault::Code::unavailable, before.error());
  const NewSettings made = made_of(place, *std::move(before), question);
  return made.json().add_text("hash", hash_of_text(made.before)).text();
}

Answer write_settings(const SettingsPlace& place, const Question& question) {
  if (place.running.panel_settings != PanelSettings::write) {
    return fault(Fault::Code::forbidden, "panel_settings = read: the panel changes no settings");
  }
  auto before = read_panel_file(place.panel_dir(), kPanelSettings);
  if (!before) return fault(Fault::Code::unavailable, before.error());
  if (question.arguments.text("was") != hash_of_text(*before)) {
    return fault(Fault::Code::conflict, "the settings have changed since they were shown");
  }
  const NewSettings made = made_of(place, *std::move(before), question);
  JsonObject answer = made.json();
  if (!made.faults.empty()) {
    return answer.add_text("hash", hash_of_text(made.before)).add_bool("written", false).text();
  }
  const std::string trouble = write_panel_file(place.panel_dir(), kPanelSettings, made.after);
  if (!trouble.empty()) return fault(Fault::Code::unavailable, trouble);
  answer.add_text("hash", hash_of_text(made.after)).add_bool("written", true);
  return Told(answer, "the panel's settings are written", made.difference);
}

}  // namespace greycache
