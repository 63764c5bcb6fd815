// greyweb's options, read by CLI11.
#include "greyweb/command_line.h"

#include <CLI/CLI.hpp>

#include "common/command_line_status.h"
#include "common/places.h"
#include "common/version.h"

namespace greycache::web {

namespace {

void add_options(CLI::App& app, CommandLine& words) {
  app.set_config("-c,--config", GREYCACHE_CONF_DIR "/greyweb.conf",
                 "configuration file: these options as lines \"name = value\"")
      ->type_name("FILE");
  const auto add = [&](const char* option, std::string& into, const char* value, const char* help,
                       const char* type) {
    into = value;
    app.add_option(option, into, help)->type_name(type);
  };
  add("--listen", words.listen, "unix:/run/greyweb/http.sock",
      "where: unix:/PATH, or an address of this host alone with a port", "WHERE");
  add("--socket-group", words.socket_group, "", "the group that may open the unix socket", "GROUP");
  add("--panel-socket", words.panel_socket, "/run/greycache-panel/panel.sock",
      "the panel_socket of greycache.conf", "PATH");
  add("--accounts", words.accounts, GREYCACHE_CONF_DIR "/panel_accounts",
      "the accounts that greyctl panel writes", "FILE");
  add("--tokens", words.tokens, GREYCACHE_CONF_DIR "/panel_tokens",
      "the tokens that greyctl panel writes", "FILE");
  add("--state-dir", words.state_dir, "/var/lib/greyweb", "where the audit log goes", "DIRECTORY");
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  CommandLine words;
  CLI::App app{"The panel of Greycache, for browsers and programs; see greyweb(8)."};
  add_options(app, words);
  app.set_version_flag("--version", kSoftware);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    words.status = command_line_status(app, error);
  }
  return words;
}

}  // namespace greycache::web
