// The words of POSTGREY_OPTS, option by option.
#include "greyctl/moving/postgrey/postgrey_settings.h"

#include <algorithm>
#include <optional>

#include "common/text.h"
#include "common/whole_number.h"

namespace greycache {

namespace {

constexpr UnixTime kDay = 86400;

// The last that is set counts, as in a shell.
std::string options_in(std::string_view text) {
  constexpr std::string_view kVariable = "POSTGREY_OPTS=";
  std::string options;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view set = trimmed(line);
    if (set.starts_with(kVariable)) options = set.substr(kVariable.size());
  }
  // Quotes group words of the shell; none of these options' values has a blank.
  std::erase_if(options, [](char c) { return c == '"' || c == '\''; });
  return options;
}

template <typename Number>
void read_number(std::string_view text, Number& into) {
  const auto number = whole_number<Number>(text);
  if (number && *number >= 0) into = *number;
}

bool has_value(std::string_view name) {
  return name == "ipv4cidr" || name == "ipv6cidr" || name == "delay" || name == "max-age" ||
         name == "whitelist-clients" || name == "whitelist-recipients";
}

void take(PostgreySettings& settings, std::string_view name, std::string_view value) {
  if (name == "lookup-by-host") settings.lookup_by_host = true;
  if (name == "privacy") settings.privacy = true;
  if (name == "ipv4cidr") read_number(value, settings.ipv4cidr);
  if (name == "ipv6cidr") read_number(value, settings.ipv6cidr);
  if (name == "delay") read_number(value, settings.delay);
  if (name == "auto-whitelist-clients") read_number(value, settings.auto_whitelist_clients);
  if (name == "whitelist-clients") settings.whitelist_clients.emplace_back(value);
  if (name == "whitelist-recipients") settings.whitelist_recipients.emplace_back(value);
  if (name == "max-age") {
    UnixTime days = settings.max_age / kDay;
    read_number(value, days);
    settings.max_age = days * kDay;
  }
}

// "--delay=60" or "--delay 60".
void take_words(PostgreySettings& settings, const std::vector<std::string_view>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with("--")) continue;
    const std::string_view option = words[i].substr(2);
    const std::size_t equals = option.find('=');
    const std::string_view name = option.substr(0, equals);
    if (equals != option.npos) {
      take(settings, name, option.substr(equals + 1));
    } else if (has_value(name) && i + 1 < words.size()) {
      take(settings, name, words[++i]);
    } else {
      take(settings, name, {});
    }
  }
}

}  // namespace

PostgreySettings postgrey_settings_of(std::string_view text) {
  PostgreySettings settings;
  const std::string options = options_in(text);
  auto words = split(options, ' ');
  std::erase_if(words, [](std::string_view word) { return word.empty(); });
  take_words(settings, words);
  // It takes 0 for not given.
  const PostgreySettings defaults;
  if (settings.delay == 0) settings.delay = defaults.delay;
  if (settings.max_age == 0) settings.max_age = defaults.max_age;
  if (settings.ipv4cidr == 0 || settings.ipv4cidr > 32) settings.ipv4cidr = defaults.ipv4cidr;
  if (settings.ipv6cidr == 0 || settings.ipv6cidr > 128) settings.ipv6cidr = defaults.ipv6cidr;
  return settings;
}

}  // namespace greycache
