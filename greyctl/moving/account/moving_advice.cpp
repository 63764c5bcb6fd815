// What is told, and when.
#include "greyctl/moving/account/moving_advice.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "common/text.h"
#include "greycache/config/config_file.h"
#include "greycache/config/setting_words.h"

namespace greycache {

namespace {

bool has_text(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && status.st_size > 0;
}

}  // namespace

void MovingAdvice::add_lists(const std::string& old_directory, const std::string& directory) {
  if (old_directory == directory) return;
  for (const char* const list : {"clients_ip_whitelist.local", "clients_fqdn_whitelist.local"}) {
    const std::string old_list = old_directory + "/" + list;
    if (!has_text(old_list)) continue;
    add(fmt::format("{} is your own list: put its lines into {}/{}", escaped(old_list),
                    escaped(directory), list));
  }
}

void MovingAdvice::add_opt_method(std::string_view old_method, const LoadedSettings& here,
                                  const MovingAccount& account) {
  const std::string_view method = word_for(here.settings.optmethod);
  const bool known = old_method == "none" || old_method == "optin" || old_method == "optout";
  if (!known || old_method == method ||
      !account.came_any_of({"optin_domain", "optin_email", "optout_domain", "optout_email"})) {
    return;
  }
  add(fmt::format(
      "optmethod is {} here and was {}: write optmethod = {} in {}, then greyctl reload", method,
      old_method, old_method, escaped(file_of(here))));
}

std::string MovingAdvice::text() const {
  if (sentences_.empty()) return {};
  std::string text = "what to do next:\n";
  for (const std::string& sentence : sentences_) text += fmt::format("  * {}.\n", sentence);
  return text;
}

}  // namespace greycache
