// Which settings are meant, and what is printed of each.
#include "greyctl/config_command.h"

#include <fmt/format.h>
#include <sysexits.h>

#include "common/json_object.h"
#include "common/program_output.h"
#include "common/text.h"
#include "common/wrapped_text.h"
#include "greycache/config/setting_paragraph.h"
#include "greycache/config/setting_value.h"
#include "greycache/config/settings_table.h"
#include "greycache/config/sqlgrey_keys.h"

namespace greycache {

namespace {

constexpr std::size_t kWidth = 78;

using Chosen = std::vector<const Setting*>;

std::string unknown(const std::string& name) {
  const std::string_view near = nearest(name, setting_names());
  return fmt::format(
      "there is no setting '{}'; {}", escaped(name, 80),
      near.empty() ? "greyctl config --defaults lists all" : fmt::format("did you mean {}?", near));
}

void choose(const std::string& name, Chosen& chosen, ConfigAnswer& answer) {
  const SqlgreyKey* key = find_sqlgrey_key(name);
  const bool alias = key != nullptr && key->use == SqlgreyKeyUse::alias;
  const Setting* setting = find_setting(alias ? key->instead : std::string_view(name));
  if (setting != nullptr) {
    chosen.push_back(setting);
  } else if (key != nullptr) {
    answer.wrong.push_back(
        fmt::format("{} is a key of SQLgrey's and no setting. {}", name, sentence_of(*key)));
  } else {
    answer.wrong.push_back(unknown(name));
  }
}

Chosen chosen_of(const Settings& settings, const ConfigOptions& options, ConfigAnswer& answer) {
  const Settings defaults;
  Chosen chosen;
  for (const std::string& name : options.names) choose(name, chosen, answer);
  if (!options.names.empty()) return chosen;
  for (const Setting& setting : settings_table()) {
    if (options.needs_no_file() || !same_value(setting, settings, defaults)) {
      chosen.push_back(&setting);
    }
  }
  return chosen;
}

std::string line_of(const Setting& setting, const std::string& value) {
  return fmt::format("{} ={}{}\n", setting.name, value.empty() ? "" : " ", value);
}

std::string paragraph_text(const Setting& setting) {
  const SettingParagraph said = paragraph_of(setting);
  const auto wrapped = [](const std::string& text) { return wrapped_text(text, "    ", kWidth); };
  std::string text = fmt::format("{}\n", setting.name) + wrapped(said.help);
  text += wrapped(fmt::format("{} Default: {}. {}", said.type, said.default_value, said.more));
  return said.sqlgrey.empty() ? text : text + wrapped(said.sqlgrey);
}

std::string paragraph_json(const Setting& setting) {
  return JsonObject()
      .add_text("name", setting.name)
      .add_text("help", setting.help)
      .add_text("type", type_in_words(setting))
      .add_text("default", setting.default_text)
      .add_text_or_null("bounds", bounds_in_words(setting))
      .add_bool("reloadable", setting.reload == Reload::yes)
      .add_text_or_null("sqlgrey", setting.sqlgrey)
      .text();
}

std::string value_of(const Setting& setting, const Settings& settings,
                     const ConfigOptions& options) {
  return options.defaults ? std::string(setting.default_text) : shown_value(setting, settings);
}

std::string value_json(const Setting& setting, const std::string& value) {
  return JsonObject().add_text("name", setting.name).add_text("value", value).text();
}

std::string text_of(const Chosen& chosen, const Settings& settings, const ConfigOptions& options) {
  std::string text;
  for (const Setting* setting : chosen) {
    if (options.explain) {
      text += (text.empty() ? "" : "\n") + paragraph_text(*setting);
    } else {
      text += line_of(*setting, value_of(*setting, settings, options));
    }
  }
  return text;
}

std::string json_of(const Chosen& chosen, const Settings& settings, const ConfigOptions& options) {
  std::vector<std::string> objects;
  for (const Setting* setting : chosen) {
    objects.push_back(options.explain
                          ? paragraph_json(*setting)
                          : value_json(*setting, value_of(*setting, settings, options)));
  }
  return json_list(objects) + "\n";
}

}  // namespace

ConfigAnswer config_answer(const Settings& settings, const ConfigOptions& options) {
  ConfigAnswer answer;
  const Chosen chosen = chosen_of(settings, options, answer);
  answer.text =
      options.json ? json_of(chosen, settings, options) : text_of(chosen, settings, options);
  return answer;
}

int config(const Settings& settings, const ConfigOptions& options) {
  const ConfigAnswer answer = config_answer(settings, options);
  write_out(answer.text);
  for (const std::string& sentence : answer.wrong) complain(sentence);
  return answer.wrong.empty() ? EX_OK : EX_USAGE;
}

}  // namespace greycache
