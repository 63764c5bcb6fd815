// The files are read as at a reload.
#include "greycache/panel/file_findings.h"

#include <fmt/format.h>

#include "common/utf8.h"
#include "greycache/config/config_file.h"
#include "greycache/config/lists/list_files.h"
#include "greycache/panel/list_file_view.h"
#include "greycache/panel/panel_file.h"

namespace greycache {

namespace {

// Of all files: a page shows a few, and the log has all.
constexpr std::size_t kMostFindings = 20;

using Findings = std::vector<PanelFinding>;

// What a reload would log; wide lines are meant by who wrote them, and greyctl doctor's.
void look_at_lists(const Settings& settings, Findings& findings) {
  ListFiles lists(settings.conf_dir, settings.public_suffix_list);
  for (const ListNotice& notice : lists.reload_all(rules_of(settings))) {
    if (notice.event == ListEvent::read || notice.event == ListEvent::wide) continue;
    const bool line = notice.event == ListEvent::wrong;
    findings.push_back({"warning",
                        shown_message(line ? settings.conf_dir + "/" + notice.text : notice.text),
                        "mend that file, or put it there, then greyctl reload"});
  }
}

void look_at_settings(const std::string& config_path, Findings& findings) {
  const auto loaded = load_configuration(config_path);
  if (!loaded) {
    findings.push_back(
        {"error",
         fmt::format("the configuration is wrong: {}", shown_message(loaded.error().front())),
         "a reload changes nothing, and a start fails, until it is mended"});
    return;
  }
  for (const std::string& fault : loaded->panel_faults) {
    findings.push_back({"warning", shown_message(fault), ""});
  }
  look_at_lists(loaded->settings, findings);
}

void look_at_list(const std::string& panel_dir, const std::string& name, Findings& findings) {
  const auto text = read_panel_file(panel_dir, name);
  if (!text) {
    findings.push_back({"warning", text.error(), ""});
    return;
  }
  for (const ListFault& fault : faults_in(name, *text)) {
    const std::string line = fault.line > 0 ? fmt::format(":{}", fault.line) : "";
    findings.push_back(
        {"warning", fmt::format("{}/{}{}: {}", panel_dir, name, line, shown_message(fault.error)),
         "that line does not count; change the list on the page Lists"});
  }
}

}  // namespace

std::vector<PanelFinding> findings_in_files(const std::string& config_path,
                                            const std::string& panel_dir) {
  Findings findings;
  look_at_settings(config_path, findings);
  for (const std::string& name : panel_lists()) look_at_list(panel_dir, name, findings);
  if (findings.size() > kMostFindings) findings.resize(kMostFindings);
  return findings;
}

}  // namespace greycache
