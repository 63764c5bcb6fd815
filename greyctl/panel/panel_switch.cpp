// A line of the file is the setting where its first word is that.
#include "greyctl/panel/panel_switch.h"

#include <sysexits.h>

#include <cstring>

#include "common/program_output.h"
#include "common/text.h"
#include "common/whole_file.h"

namespace greycache {

namespace {

constexpr std::string_view kName = "panel_socket";
constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

// "panel_socket = ...", and where `commented` "#panel_socket = ...", too.
bool sets_socket(std::string_view line, bool commented) {
  line = trimmed(line);
  if (commented && line.starts_with('#')) line = trimmed(line.substr(1));
  if (!line.starts_with(kName)) return false;
  return trimmed(line.substr(kName.size())).starts_with('=');
}

bool is_set_in(std::string_view config) {
  for (const std::string_view line : split(config, '\n')) {
    if (sets_socket(line, false)) return true;
  }
  return false;
}

int tell_next(bool on) {
  if (on) {
    return print_out(
               "the panel's socket is on in the configuration; now\n"
               "    systemctl reload greycache\n"
               "    greyctl panel user add NAME --role admin\n"
               "    systemctl enable --now greyweb\n")
               ? EX_OK
               : EX_IOERR;
  }
  return print_out(
             "the panel's socket is off in the configuration; now\n"
             "    systemctl disable --now greyweb\n"
             "    systemctl reload greycache\n")
             ? EX_OK
             : EX_IOERR;
}

}  // namespace

std::string with_panel_socket(std::string_view config, std::string_view value) {
  const std::string wanted = std::string(kName) + " = " + std::string(value);
  const bool commented = !is_set_in(config);
  std::string text;
  bool written = false;
  while (!config.empty()) {
    const std::size_t end = std::min(config.find('\n'), config.size());
    const std::string_view line = config.substr(0, end);
    config.remove_prefix(std::min(end + 1, config.size()));
    const bool sets = sets_socket(line, commented);
    // Of several the last one counts, so all of them go.
    if (sets && written) continue;
    text.append(sets ? std::string_view(wanted) : line).append("\n");
    written = written || sets;
  }
  return written ? text : text + wanted + "\n";
}

int switch_panel(const std::string& config, bool on) {
  const auto text = read_whole_file(config, kMostBytes);
  if (!text && text.error() != ENOENT) {
    return complain(EX_NOINPUT, "cannot read " + config + ": " + std::strerror(text.error()));
  }
  const auto written =
      replace_behind(config, config, with_panel_socket(text.value_or(""), on ? kPanelSocket : ""));
  if (!written) return complain(EX_CANTCREAT, written.error().message);
  return tell_next(on);
}

}  // namespace greycache
