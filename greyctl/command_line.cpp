#include "greyctl/command_line.h"

#include <sysexits.h>

#include <CLI/CLI.hpp>

#include "common/version.h"

namespace greycache {

namespace {

void add_commands(CLI::App& app, CommandLine& command_line) {
  const auto add = [&](const char* name, const char* help) {
    CLI::App* command = app.add_subcommand(name, help);
    command->callback([&command_line, name] { command_line.command = name; });
    return command;
  };
  add("check-config", "check the configuration and the lists");
  add("query", "ask the running daemon as Postfix would; prints the action")
      ->add_option("attribute", command_line.words,
                   "KEY=VALUE: client_address=, client_name=, sender=, recipient=, ...")
      ->required();
  add("show", "what is known of a client address or network, or of a sender")
      ->add_option("what", command_line.words, "ADDRESS, NETWORK, user@domain or @domain")
      ->required()
      ->expected(1);
  add("stats", "what the daemon has decided, and the state of its stores")
      ->add_flag("--json", command_line.json, "as JSON");
  add("reload", "read the configuration and the lists again, as SIGHUP does");
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv) {
  CommandLine command_line;
  CLI::App app{"Operates Greycache: looks, asks, checks. See greyctl(8)."};
  app.add_option("-c,--config", command_line.config,
                 "configuration file (default: /etc/greycache/greycache.conf)")
      ->type_name("FILE");
  app.set_version_flag("--version", kSoftware);
  app.require_subcommand(1);
  app.fallthrough();
  add_commands(app, command_line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error);
    command_line.status = status == 0 ? EX_OK : EX_USAGE;
  }
  return command_line;
}

}  // namespace greycache
