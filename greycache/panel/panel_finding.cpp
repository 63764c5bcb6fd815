// One look after the other: stores, journal, tasks, what was set aside, the log.
#include "greycache/panel/panel_finding.h"

#include <fmt/format.h>

#include "common/json_object.h"
#include "common/utf8.h"
#include "greycache/storage/background_jobs.h"
#include "greycache/storage/steady_journal.h"

namespace greycache {

namespace {

using Findings = std::vector<PanelFinding>;

constexpr const char* kDoctor = "greyctl doctor on the host tells more";

void look_at_stores(const Figures& figures, Findings& findings) {
  for (const StoreFigures& store : figures.stores) {
    if (store.up) continue;
    findings.push_back({"error",
                        fmt::format("{} is away: {}", store.name, shown_message(store.reason)),
                        "mail is answered without it meanwhile; what it lacks waits in the "
                        "journal"});
  }
  for (const StandIn& other : figures.others_without_hot) {
    findings.push_back(
        {"warning", fmt::format("{} goes without Redis", shown_text(other.host)), kDoctor});
  }
}

void look_at_journal(const JournalFigures& journal, Findings& findings) {
  const auto state = static_cast<SteadyJournal::State>(journal.state);
  if (state != SteadyJournal::State::disk) {
    findings.push_back({"error", "the journal is not on the disk",
                        "look whether the disk of state_dir is full, and whether it is sound"});
  }
  if (journal.bytes > journal.most_bytes / 2) {
    findings.push_back(
        {"warning",
         fmt::format("the journal has {} of {} MB", journal.bytes >> 20, journal.most_bytes >> 20),
         "it empties once the stores can be used again"});
  }
}

void look_at_tasks(const Figures& figures, Findings& findings) {
  for (std::size_t i = 0; i < kBackgroundJobs; ++i) {
    if (figures.background_failing[i] == 0) continue;
    findings.push_back({"warning",
                        fmt::format("a task beside the mail fails: {}",
                                    background_job_name(static_cast<BackgroundJob>(i))),
                        "the daemon's log says why"});
  }
}

void look_at_losses(const Figures& figures, Findings& findings) {
  if (figures.set_aside > 0) {
    findings.push_back(
        {"warning", fmt::format("{} entries made no sense and were set aside", figures.set_aside),
         "the daemon's log names them"});
  }
  if (figures.log_lines_dropped > 0) {
    findings.push_back({"warning",
                        fmt::format("{} lines of the log were lost", figures.log_lines_dropped),
                        "look at what takes the daemon's log"});
  }
}

}  // namespace

std::vector<PanelFinding> findings_in(const Figures& figures) {
  Findings findings;
  look_at_stores(figures, findings);
  look_at_journal(figures.journal, findings);
  look_at_tasks(figures, findings);
  look_at_losses(figures, findings);
  return findings;
}

std::string findings_json(const std::vector<PanelFinding>& findings) {
  std::vector<std::string> all;
  for (const PanelFinding& finding : findings) {
    all.push_back(JsonObject()
                      .add_text("level", finding.level)
                      .add_text("text", finding.text)
                      .add_text("advice", finding.advice)
                      .text());
  }
  return json_list(all);
}

}  // namespace greycache
