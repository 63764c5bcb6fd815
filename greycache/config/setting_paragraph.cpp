// The columns of the table as sentences.
#include "greycache/config/setting_paragraph.h"

#include <fmt/format.h>

#include "greycache/config/setting_value.h"

namespace greycache {

SettingParagraph paragraph_of(const Setting& setting) {
  SettingParagraph paragraph;
  paragraph.help = setting.help;
  paragraph.type = fmt::format("Type: {}.", type_in_words(setting));
  paragraph.default_value = setting.default_text.empty() ? "empty" : setting.default_text;
  const std::string bounds = bounds_in_words(setting);
  if (!bounds.empty()) paragraph.more = fmt::format("Bounds: {}. ", bounds);
  paragraph.more += setting.reload == Reload::yes ? "Reloadable." : "Takes effect at a restart.";
  if (!setting.sqlgrey.empty()) paragraph.sqlgrey = fmt::format("SQLgrey: {}", setting.sqlgrey);
  return paragraph;
}

std::string sentence_of(const SqlgreyKey& key) {
  const bool ignored = key.use == SqlgreyKeyUse::ignored;
  return fmt::format("{}{}", ignored ? "Ignored with a warning. " : "", key.instead);
}

}  // namespace greycache
