// The environment's locale, which need not be installed here to be that of the terminal.
#include "common/terminal.h"

#include <unistd.h>

#include <cstdlib>

#include "common/text.h"

namespace greycache {

namespace {

std::string_view locale_of_environment() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

}  // namespace

bool is_utf8_locale(std::string_view locale) {
  const std::size_t dot = locale.find('.');
  if (dot == std::string_view::npos) return false;
  const std::string codes = lower_ascii(locale.substr(dot + 1, locale.find('@') - dot - 1));
  return codes == "utf-8" || codes == "utf8";
}

bool wants_ascii(int descriptor) {
  return isatty(descriptor) != 0 && !is_utf8_locale(locale_of_environment());
}

}  // namespace greycache
