// Checks, reloads, renews, examines.
#include "greyctl/host_commands.h"

#include <sysexits.h>

#include <chrono>
#include <string>
#include <utility>

#include "common/json_object.h"
#include "common/program_output.h"
#include "common/text.h"
#include "greycache/core/config_check.h"
#include "greycache/core/control_link.h"
#include "greyctl/doctor/doctor.h"
#include "greyctl/printed_answer.h"

namespace greycache {

namespace {

// For a program to start, open its stores and take everything over.
constexpr std::chrono::seconds kPatienceWithSuccessor{40};
constexpr int kFindings = 1;

// What is done without a word has one in an object.
ClientResult told(ClientResult answer, const char* what, bool json) {
  if (answer && json && trimmed(*answer).empty()) *answer = what;
  return done(std::move(answer), json);
}

}  // namespace

int check_config(const LoadedSettings& loaded, const CommandLine& command_line) {
  const ConfigCheck check = check_configuration(loaded, command_line.connect);
  if (command_line.json) {
    print_out("{}\n", JsonObject()
                          .add_bool("good", check.good)
                          .add("lines", json_list_of_texts(check.lines))
                          .text());
    return check.good ? EX_OK : EX_CONFIG;
  }
  for (const std::string& line : check.lines) print_out("{}\n", line);
  print_out("{}\n", check.good ? "the configuration is good" : "something must be mended");
  return check.good ? EX_OK : EX_CONFIG;
}

int reload(const Settings& settings, const CommandLine& command_line) {
  bool written_wrong = false;
  auto answer = run_command(settings.control_socket, "reload", kPatience, &written_wrong);
  return print(
      told(std::move(answer), "the configuration and the lists are read again", command_line.json),
      written_wrong);
}

// The state directory says where the daemon that runs listens: control_socket may be another one in
// the configuration that the new one is to have.
int renew(const Settings& settings, const CommandLine& command_line) {
  const std::string linked = linked_control_socket(settings.state_dir);
  auto answer = run_command(linked.empty() ? settings.control_socket : linked, kRenewCommand,
                            kPatienceWithSuccessor);
  return print(
      told(std::move(answer), "the new daemon has taken over from the old one", command_line.json));
}

// Findings that nobody has to do anything about leave the status 0.
int doctor(const LoadResult& loaded, const CommandLine& command_line) {
  const DoctorOptions& options = command_line.doctor;
  const DoctorReport report = examine(loaded, options);
  write_out(options.json ? report_json(report) : report_text(report));
  return worst_of(report) > Severity::note ? kFindings : EX_OK;
}

}  // namespace greycache
