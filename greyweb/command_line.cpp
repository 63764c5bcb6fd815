// greyweb's options, read by CLI11.
#include "greyweb/command_line.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

#include "common/command_line_status.h"
#include "common/places.h"
#include "common/program_output.h"
#include "common/version.h"
#include "greyweb/config_file.h"

namespace greycache::web {

namespace {

struct Named {
  const char* option;
  std::string CommandLine::*into;
  const char* value;  // where it stands nowhere
  const char* help;
  const char* type;
};

constexpr std::array kOptions{
    Named{"listen", &CommandLine::listen, "unix:/run/greyweb/http.sock",
          "where: unix:/PATH, or an address of this host alone with a port", "WHERE"},
    Named{"socket-group", &CommandLine::socket_group, "", "the group that may open the unix socket",
          "GROUP"},
    Named{"panel-socket", &CommandLine::panel_socket, "/run/greycache-panel/panel.sock",
          "the panel_socket of greycache.conf", "PATH"},
    Named{"accounts", &CommandLine::accounts, GREYCACHE_CONF_DIR "/panel_accounts",
          "the accounts that greyctl panel writes", "FILE"},
    Named{"tokens", &CommandLine::tokens, GREYCACHE_CONF_DIR "/panel_tokens",
          "the tokens that greyctl panel writes", "FILE"},
    Named{"state-dir", &CommandLine::state_dir, "/var/lib/greyweb", "where the audit log goes",
          "DIRECTORY"}};

void add_options(CLI::App& app, CommandLine& words, std::string& file) {
  file = GREYCACHE_CONF_DIR "/greyweb.conf";
  app.add_option("-c,--config", file, "configuration file: these options as lines \"name = value\"")
      ->type_name("FILE")
      ->capture_default_str();
  for (const Named& named : kOptions) {
    words.*named.into = named.value;
    app.add_option(std::string("--") + named.option, words.*named.into, named.help)
        ->type_name(named.type);
  }
}

// What the command line says counts more.
tl::expected<void, std::string> add_file(const CLI::App& app, const std::string& file,
                                         CommandLine& words) {
  const bool is_there = access(file.c_str(), F_OK) == 0 || errno != ENOENT;
  if (app.count("--config") == 0 && !is_there) return {};
  std::array<std::string_view, kOptions.size()> known;
  for (std::size_t i = 0; i < known.size(); ++i) known[i] = kOptions[i].option;
  const auto options = read_config_file(file, known);
  if (!options) return tl::make_unexpected(options.error());
  for (const Named& named : kOptions) {
    const auto found = options->find(named.option);
    if (found == options->end() || found->second.value.empty()) continue;
    const bool told = app.count(std::string("--") + named.option) > 0;
    if (told) continue;
    words.*named.into = found->second.value;
    if (named.into == &CommandLine::listen) {
      words.listen_place = fmt::format("{}:{}: ", file, found->second.line);
    }
  }
  return {};
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  CommandLine words;
  std::string file;
  CLI::App app{"The panel of Greycache, for browsers and programs; see greyweb(8)."};
  add_options(app, words, file);
  app.set_version_flag("--version", kSoftware);
  try {
    app.parse(argc, argv);
    if (const auto added = add_file(app, file, words); !added) {
      words.status = complain(EX_CONFIG, added.error());
    }
  } catch (const CLI::ParseError& error) {
    words.status = command_line_status(app, error);
  }
  return words;
}

}  // namespace greycache::web
