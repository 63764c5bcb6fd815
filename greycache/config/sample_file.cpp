// The sample configuration file, made from the table of settings.
#include "greycache/config/sample_file.h"

#include <fmt/format.h>

#include "common/wrapped_text.h"
#include "greycache/config/setting_value.h"
#include "greycache/config/settings_table.h"

namespace greycache {

namespace {

constexpr std::size_t kWidth = 96;

constexpr const char kIntroduction[] =
    "# Greycache's configuration. Every line that begins with # and a name shows a default: take\n"
    "# the # away to change it. A number without a unit counts in the unit named; ms, s, m, h, d\n"
    "# or w behind it says otherwise. See greycache.conf(5).\n";

std::string in_brackets(const Setting& setting) {
  const std::string bounds = bounds_in_words(setting);
  return fmt::format("({}{}{}{})", type_in_words(setting), bounds.empty() ? "" : ", ", bounds,
                     setting.reload == Reload::yes ? "" : "; needs a restart");
}

}  // namespace

std::string sample_file() {
  std::string text = kIntroduction;
  std::string_view group;
  for (const Setting& setting : settings_table()) {
    if (setting.group != group) {
      text += fmt::format("\n\n## {}\n", setting.group);
      group = setting.group;
    }
    text +=
        "\n" + wrapped_text(fmt::format("{} {}", setting.help, in_brackets(setting)), "# ", kWidth);
    text += fmt::format("#{} ={}{}\n", setting.name, setting.default_text.empty() ? "" : " ",
                        setting.default_text);
  }
  return text;
}

}  // namespace greycache
