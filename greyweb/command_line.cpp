// greyweb's options, read by CLI11.
#include "greyweb/command_line.h"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <istream>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "common/command_line_status.h"
#include "common/places.h"
#include "common/program_output.h"
#include "common/text.h"
#include "common/version.h"
#include "common/whole_file.h"

namespace greycache::web {

namespace {

constexpr std::size_t kLongestFile = std::size_t{1} << 20U;
constexpr std::array<std::string_view, 6> kOfFile{"listen",   "socket-group", "panel-socket",
                                                  "accounts", "tokens",       "state-dir"};

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

bool is_comment(std::string_view line) {
  return line.empty() || line.front() == '#' || line.front() == ';';
}

std::string name_in(std::string_view line) {
  return std::string(trimmed(line.substr(0, line.find('='))));
}

// As in greycache.conf, the last one of lines of the same name counts.
class LastCounts final : public CLI::ConfigTOML {
 public:
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    const std::string text{std::istreambuf_iterator<char>(input), {}};
    std::map<std::string, std::string> last;
    for (const std::string_view whole : split(text, '\n')) {
      const std::string_view line = trimmed(whole);
      if (!is_comment(line)) last[name_in(line)] = line;
    }
    std::stringstream counting;
    for (const auto& [name, line] : last) counting << line << '\n';
    return CLI::ConfigTOML::from_config(counting);
  }
};

// The first line of the file whose name is no option of it.
std::string unknown_line(const std::string& path) {
  const std::string text = read_whole_file(path, kLongestFile).value_or("");
  std::size_t number = 0;
  for (const std::string_view whole : split(text, '\n')) {
    ++number;
    const std::string_view line = trimmed(whole);
    if (is_comment(line)) continue;
    const std::string name = name_in(line);
    if (std::ranges::find(kOfFile, name) != kOfFile.end()) continue;
    return fmt::format("{}:{}: there is no option '{}'; write one of {}", path, number,
                       escaped(name, 60), fmt::join(kOfFile, ", "));
  }
  return {};
}

std::string fault_in_file(const CLI::App& app, const CLI::ConfigError& error) {
  const std::string path = app.get_config_ptr()->as<std::string>();
  const std::string unknown = unknown_line(path);
  return unknown.empty() ? fmt::format("{}: {}", path, error.what()) : unknown;
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  CommandLine words;
  CLI::App app{"The panel of Greycache, for browsers and programs; see greyweb(8)."};
  add_options(app, words);
  app.config_formatter(std::make_shared<LastCounts>());
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.set_version_flag("--version", kSoftware);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ConfigError& error) {
    words.status = complain(EX_CONFIG, fault_in_file(app, error));
  } catch (const CLI::ParseError& error) {
    words.status = command_line_status(app, error);
  }
  return words;
}

}  // namespace greycache::web
