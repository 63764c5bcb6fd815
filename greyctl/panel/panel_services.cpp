// Each step is systemctl's own; what it says where one fails goes on to whoever asked.
#include "greyctl/panel/panel_services.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <string_view>

#include "common/program_output.h"
#include "common/text.h"
#include "greycache/config/config_file.h"
#include "greyctl/postfix/program.h"

namespace greycache {

namespace {

// A service has 90 seconds to start or to reload.
constexpr std::chrono::seconds kPatience{100};
constexpr const char* kDaemon = "greycache.service";
constexpr const char* kPanel = "greyweb.service";

tl::expected<void, std::string> run_systemctl(const std::vector<std::string>& words) {
  std::vector<std::string> line{"systemctl"};
  line.insert(line.end(), words.begin(), words.end());
  const auto end = run_program(line, kPatience);
  if (!end) return tl::make_unexpected(end.error().why);
  if (end->status == 0) return {};
  // Its first line says what failed, the others where to look.
  const std::string_view said = split(trimmed(end->errors), '\n').front();
  return tl::make_unexpected(said.empty() ? "systemctl ended with " + std::to_string(end->status)
                                          : escaped(said, 300));
}

// sd_booted(3).
bool is_booted_by_systemd() {
  struct stat status {};
  return lstat("/run/systemd/system", &status) == 0 && S_ISDIR(status.st_mode);
}

tl::unexpected<std::string> failed(std::string_view what, const std::string& why,
                                   std::string_view unit) {
  return tl::make_unexpected(std::string(what) + ": " + why + " (systemctl status " +
                             std::string(unit) + " tells more)");
}

}  // namespace

Systemctl systemctl_here() {
  return run_systemctl;
}

bool has_services(const std::string& config) {
  return config == kDefaultConfigFile && geteuid() == 0 && is_booted_by_systemd();
}

bool has_panel_service(const Systemctl& systemctl) {
  return systemctl({"cat", kPanel}).has_value();
}

tl::expected<void, std::string> reload_daemon(const Systemctl& systemctl) {
  if (!systemctl({"is-active", "--quiet", kDaemon})) {
    print_out("greycache does not run: this counts once it does (systemctl start greycache)\n");
    return {};
  }
  const auto done = systemctl({"reload", kDaemon});
  if (!done) return failed("greycache could not be reloaded", done.error(), "greycache");
  print_out("greycache was reloaded\n");
  return {};
}

tl::expected<void, std::string> start_panel(const Systemctl& systemctl) {
  const auto done = systemctl({"enable", "--now", kPanel});
  if (!done) return failed("greyweb could not be started", done.error(), "greyweb");
  // A condition of the unit that does not hold is no failure for systemctl.
  if (!systemctl({"is-active", "--quiet", kPanel})) {
    return failed("greyweb does not run", "systemd has not started it", "greyweb");
  }
  print_out("greyweb runs, and will after a boot\n");
  return {};
}

tl::expected<void, std::string> stop_panel(const Systemctl& systemctl) {
  const auto done = systemctl({"disable", "--now", kPanel});
  if (!done) return failed("greyweb could not be stopped", done.error(), "greyweb");
  print_out("greyweb is stopped, and stays so after a boot\n");
  return {};
}

}  // namespace greycache
