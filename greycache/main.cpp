// greycache: the greylisting daemon. Reads its command line and configuration and runs.
#include <fmt/format.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <utility>

#include "common/background_log.h"
#include "common/deadline.h"
#include "common/log.h"
#include "common/program_output.h"
#include "common/syslog_sink.h"
#include "common/timed_io.h"
#include "common/typed_log.h"
#include "greycache/command_line.h"
#include "greycache/config/config_file.h"
#include "greycache/config/log_levels.h"
#include "greycache/config/settings_printer.h"
#include "greycache/config/socket_place.h"
#include "greycache/core/config_check.h"
#include "greycache/core/control_link.h"
#include "greycache/core/start_checks.h"
#include "greycache/daemon/daemon.h"

namespace {

using namespace greycache;

// The predecessor answers what is in flight before it gives anything.
constexpr std::chrono::seconds kTakeoverPatience{20};
constexpr std::chrono::seconds kConfirmPatience{5};

// A standard error that nobody reads holds up nothing.
void print_all(const std::vector<std::string>& lines) {
  const auto deadline = Deadline::after(std::chrono::seconds(1));
  for (const std::string& line : lines) {
    if (write_all(STDERR_FILENO, fmt::format("greycache: {}\n", line), deadline) != 0) return;
  }
}

int check_config(const LoadedSettings& loaded, bool connect) {
  const ConfigCheck check = check_configuration(loaded, connect);
  print_all(check.lines);
  return check.good ? EX_OK : EX_CONFIG;
}

// Throws StartError where the daemon cannot start, and names all reasons in the log.
void check_start(const Settings& settings, bool own_sockets) {
  std::string refusal;
  for (const Trouble& trouble : start_troubles(settings, own_sockets)) {
    if (!trouble.is_wrong()) continue;
    if (trouble.weight == Trouble::Weight::fault || !refusal.empty()) {
      log_typed(LogType::conf, 0, "{}", trouble.text);
    } else {
      refusal = trouble.text;
    }
  }
  if (!refusal.empty()) throw StartError(refusal);
}

// The state directory says whose daemon it is, also where control_socket has changed.
Takeover take_over(const Settings& settings) {
  const std::string linked = linked_control_socket(settings.state_dir);
  if (!linked.empty() && linked != settings.control_socket) {
    auto takeover = request_takeover(linked, kTakeoverPatience);
    if (takeover) return std::move(*takeover);
  }
  auto takeover = request_takeover(settings.control_socket, kTakeoverPatience);
  if (!takeover) throw StartError(takeover.error());
  return std::move(*takeover);
}

void run_daemon(const CommandLine& command_line, const LoadedSettings& loaded,
                Successor& successor) {
  Daemon daemon(command_line.config, loaded.settings, successor);
  PassedSockets sockets = PassedSockets::from_systemd(loaded.settings.control_socket);
  check_start(loaded.settings, sockets.left().empty());
  daemon.open(std::move(sockets));
  daemon.run();
}

// What cannot take over says why when it holds nothing any more: the other daemon goes on at once.
void succeed(const CommandLine& command_line, const LoadedSettings& loaded, Successor& successor) {
  Takeover takeover;
  try {
    Daemon daemon(command_line.config, loaded.settings, successor);
    check_start(loaded.settings, false);
    // Asked while the other one serves: nobody waits for it.
    const std::string hindrance = hindrance_to_takeover(loaded.settings);
    if (!hindrance.empty()) throw StartError(hindrance);
    takeover = take_over(loaded.settings);
    daemon.open(PassedSockets(std::move(takeover.sockets)));
    if (!confirm_takeover(takeover, kConfirmPatience)) {
      throw StartError("the daemon that runs goes on: this one took too long to take over");
    }
    takeover.control.reset();
    daemon.run();
  } catch (const std::exception& error) {
    refuse_takeover(takeover, error.what());
    throw;
  }
}

// Standard output takes what is meant for standard error then, too.
std::unique_ptr<LogSink> sink_for(LogTo where, const std::string& ident) {
  if (where == LogTo::syslog) return make_syslog_sink(ident);
  if (where == LogTo::standard_output) dup2(STDOUT_FILENO, STDERR_FILENO);
  return make_stderr_sink();
}

int serve(const CommandLine& command_line, const LoadedSettings& loaded, Successor& successor) {
  set_log_sink(
      std::make_unique<BackgroundLog>(sink_for(command_line.log_to, loaded.settings.log_ident)));
  set_log_levels(log_levels_of(loaded.settings));
  int status = EX_OK;
  try {
    for (const std::string& warning : loaded.warnings) log_typed(LogType::conf, 1, "{}", warning);
    (command_line.takeover ? succeed : run_daemon)(command_line, loaded, successor);
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

int run(int argc, char** argv) {
  const CommandLine command_line = parse_command_line(argc, argv);
  if (command_line.status) return *command_line.status;
  const auto loaded = load_configuration(command_line.config);
  if (!loaded) {
    print_all(loaded.error());
    return EX_CONFIG;
  }
  if (command_line.print_config) {
    write_out(print_config(loaded->settings));
    return EX_OK;
  }
  if (command_line.check_config) return check_config(*loaded, command_line.connect);
  Successor successor({argv, argv + argc});
  return serve(command_line, *loaded, successor);
}

}  // namespace

int main(int argc, char** argv) try {
  begin_output("greycache");
  return end_output(run(argc, argv));
} catch (const std::exception& error) {
  // Where there is no log yet, or no memory for one.
  std::fputs(error.what(), stderr);
  std::fputs("\n", stderr);
  return EX_SOFTWARE;
}
