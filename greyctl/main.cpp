// greyctl: the operator's command. Finds the daemon by its configuration and runs one command.
#include <sysexits.h>

#include <algorithm>
#include <cassert>
#include <iterator>
#include <string>
#include <string_view>

#include "common/program_output.h"
#include "greycache/config/config_file.h"
#include "greyctl/acting_commands.h"
#include "greyctl/allow_command.h"
#include "greyctl/command_line.h"
#include "greyctl/config_command.h"
#include "greyctl/health/health_command.h"
#include "greyctl/host_commands.h"
#include "greyctl/list_command.h"
#include "greyctl/lists/update_command.h"
#include "greyctl/moving/export_command.h"
#include "greyctl/moving/import_command.h"
#include "greyctl/moving/warm_command.h"
#include "greyctl/panel/panel_command.h"
#include "greyctl/postfix/postfix_command.h"
#include "greyctl/printed_answer.h"
#include "greyctl/replay/replay_command.h"
#include "greyctl/telling_commands.h"
#include "greyctl/trace/trace_command.h"

namespace {

using namespace greycache;

struct Command {
  std::string_view name;
  int (*run)(const LoadedSettings& loaded, const CommandLine& words);
};

// What needs the settings only.
template <int (*function)(const Settings&, const CommandLine&)>
int with_settings(const LoadedSettings& loaded, const CommandLine& words) {
  return function(loaded.settings, words);
}

// And the options of its own.
template <auto options, auto function>
int with_options(const LoadedSettings& loaded, const CommandLine& words) {
  return function(loaded.settings, words.*options);
}

int list(const Settings& settings, const ListOptions& options) {
  return list_entries(options, asking(settings.control_socket));
}

int export_from(const Settings& settings, const ExportOptions& options) {
  return export_rows(settings.control_socket, options);
}

int import_here(const LoadedSettings& loaded, const CommandLine& words) {
  return import_rows(loaded, words.imported);
}

int panel_here(const LoadedSettings& loaded, const CommandLine& words) {
  return panel(loaded, words.panel);
}

constexpr Command kCommands[] = {
    {"check-config", check_config},
    {"config", with_options<&CommandLine::settings, config>},
    {"query", with_settings<query>},
    {"source", with_settings<source>},
    {"list-check", with_settings<list_check>},
    {"show", with_settings<show>},
    {"list", with_options<&CommandLine::list, list>},
    {"stats", with_settings<stats>},
    {"health", with_options<&CommandLine::json, health>},
    {"explain", with_settings<ask_history>},
    {"history", with_settings<ask_history>},
    {"report", with_settings<report_of>},
    {"replay", with_options<&CommandLine::replay, replay>},
    {"import", import_here},
    {"export", with_options<&CommandLine::exported, export_from>},
    {"warm", with_options<&CommandLine::warm, warm>},
    {"panel", panel_here},
    {"postfix", with_options<&CommandLine::postfix, postfix>},
    {"update-lists", with_options<&CommandLine::update, update_lists>},
    {"expect", with_settings<expect>},
    {"release", with_settings<release>},
    {"allow", with_options<&CommandLine::allow, allow>},
    {"forget", with_settings<forget>},
    {"optin", with_settings<opt_rows>},
    {"optout", with_settings<opt_rows>},
    {"reload", with_settings<reload>},
    {"renew", with_settings<renew>},
};

int run(int argc, char** argv) {
  const CommandLine command_line = parse_command_line(argc, argv);
  if (command_line.status) return *command_line.status;
  if (command_line.command == "trace") return trace(command_line.words, command_line.deferrals);
  if (command_line.settings.needs_no_file()) return config({}, command_line.settings);
  const auto loaded = load_configuration(command_line.config);
  if (command_line.command == "doctor") return doctor(loaded, command_line);
  if (!loaded) {
    for (const std::string& error : loaded.error()) complain(error);
    return EX_CONFIG;
  }
  // CLI11 has refused all other names.
  const auto* const command = std::ranges::find(kCommands, command_line.command, &Command::name);
  assert(command != std::end(kCommands));
  return command->run(*loaded, command_line);
}

}  // namespace

int main(int argc, char** argv) {
  begin_output("greyctl");
  return end_output(run(argc, argv));
}
