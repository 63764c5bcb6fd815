// greycache: the greylisting daemon. Reads its command line and configuration and runs.
#include <fmt/format.h>
#include <sysexits.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <utility>

#include "common/log.h"
#include "common/typed_log.h"
#include "greycache/command_line.h"
#include "greycache/config/config_file.h"
#include "greycache/config/log_levels.h"
#include "greycache/config/settings_printer.h"
#include "greycache/server/background_log.h"
#include "greycache/server/daemon.h"

namespace {

using namespace greycache;

// The predecessor answers what is in flight before it gives anything.
constexpr std::chrono::seconds kTakeoverPatience{20};

void print_all(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) fmt::print(stderr, "greycache: {}\n", line);
}

int check_lists(const Settings& settings) {
  int wrong = 0;
  ListFiles lists(settings.conf_dir);
  for (const ListNotice& notice : lists.reload_all(rules_of(settings))) {
    if (notice.event == ListEvent::read) continue;
    fmt::print(stderr, "greycache: {}\n", notice.text);
    if (notice.event != ListEvent::missing) ++wrong;
  }
  return wrong == 0 ? EX_OK : EX_CONFIG;
}

// The sockets of the daemon that runs, or systemd's, or none.
PassedSockets passed_sockets(const CommandLine& command_line, const Settings& settings,
                             FileDescriptor& predecessor) {
  if (!command_line.takeover) return PassedSockets::from_systemd(settings.control_socket);
  auto sockets = request_takeover(settings.control_socket, kTakeoverPatience, predecessor);
  if (!sockets) throw StartError(sockets.error());
  return PassedSockets(std::move(*sockets));
}

void run_daemon(const CommandLine& command_line, const LoadedSettings& loaded,
                Successor& successor) {
  FileDescriptor predecessor;
  PassedSockets sockets = passed_sockets(command_line, loaded.settings, predecessor);
  do {
    Daemon daemon(command_line.config, loaded.settings, std::move(sockets));
    daemon.set_successor(successor);
    if (predecessor) confirm_takeover(std::exchange(predecessor, {}));
    sockets = daemon.run();
  } while (!sockets.empty());
}

int serve(const CommandLine& command_line, const LoadedSettings& loaded, Successor& successor) {
  auto sink = command_line.log_to == LogTo::standard_error
                  ? make_stderr_sink()
                  : make_syslog_sink(loaded.settings.log_ident);
  set_log_sink(std::make_unique<BackgroundLog>(std::move(sink)));
  set_log_levels(log_levels_of(loaded.settings));
  int status = EX_OK;
  try {
    for (const std::string& warning : loaded.warnings) log_typed(LogType::conf, 1, "{}", warning);
    run_daemon(command_line, loaded, successor);
  } catch (const StartError& error) {
    log(LogLevel::error, "cannot start: {}", error.what());
    status = EX_UNAVAILABLE;
  } catch (const std::exception& error) {
    log(LogLevel::error, "ends on an error of its own: {}", error.what());
    status = EX_SOFTWARE;
  }
  // Writes what waits.
  set_log_sink(make_stderr_sink());
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  const CommandLine command_line = parse_command_line(argc, argv);
  if (command_line.status) return *command_line.status;
  const auto loaded = load_configuration(command_line.config);
  if (!loaded) {
    print_all(loaded.error());
    return EX_CONFIG;
  }
  if (command_line.print_config) {
    fmt::print("{}", print_config(loaded->settings));
    return EX_OK;
  }
  if (command_line.check_config) {
    print_all(loaded->warnings);
    return check_lists(loaded->settings);
  }
  Successor successor({argv, argv + argc});
  return serve(command_line, *loaded, successor);
}
