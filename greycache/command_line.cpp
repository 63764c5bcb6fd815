// The daemon's options, read by CLI11.
#include "greycache/command_line.h"

#include <CLI/CLI.hpp>

#include "common/command_line_status.h"
#include "common/places.h"
#include "common/version.h"

namespace greycache {

CommandLine parse_command_line(int argc, char** argv) {
  CommandLine command_line;
  std::string log_to = "syslog";
  CLI::App app{
      "Greylisting policy service for Postfix. Runs in the foreground; see greycache(8) and "
      "greycache.conf(5)."};
  app.add_option("-c,--config", command_line.config,
                 "configuration file (default: " GREYCACHE_CONF_DIR "/greycache.conf)")
      ->type_name("FILE");
  CLI::Option* check = app.add_flag(
      "--check-config", command_line.check_config,
      "check the configuration, the lists and all that the start needs, and exit: 0 when all is "
      "well, 78 otherwise");
  app.add_flag("--connect", command_line.connect,
               "with --check-config: connect to the stores, and check versions, rights and schema")
      ->needs(check);
  app.add_flag("--print-config", command_line.print_config,
               "print every setting with its value in effect, and exit");
  app.add_flag(
      "--takeover", command_line.takeover,
      "take every socket over from the daemon that runs, which ends; nobody is disconnected");
  app.add_option("--log-to", log_to, "where the log goes: syslog (facility mail), stdout or stderr")
      ->check(CLI::IsMember({"syslog", "stdout", "stderr"}))
      ->type_name("WHERE");
  app.set_version_flag("--version", kSoftware);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    command_line.status = command_line_status(app, error);
  }
  if (log_to == "stdout") command_line.log_to = LogTo::standard_output;
  if (log_to == "stderr") command_line.log_to = LogTo::standard_error;
  return command_line;
}

}  // namespace greycache
