// Lines and columns.
#include "greycache/control/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "common/duration.h"
#include "greycache/control/describe.h"
#include "greycache/control/mail_story.h"
#include "greycache/control/report_words.h"

namespace greycache {

namespace {

constexpr std::int64_t kWidestBar = 40;

std::string of_hundred(std::int64_t part, std::int64_t all) {
  return all == 0 ? std::string() : fmt::format(" ({} %)", (part * 100 + all / 2) / all);
}

std::string line(std::string_view name, std::int64_t number, const std::string& more = {}) {
  return fmt::format("{:<18} {:>9}{}\n", name, number, more);
}

std::string delays_of(const HostFigures& figures) {
  const auto half = figures.delay_of(50);
  const auto most = figures.delay_of(95);
  if (!half || !most) return {};
  return fmt::format(", half within {}, 95 % within {}", span_text(*half), span_text(*most));
}

std::string outcomes_of(const HostFigures& figures) {
  std::string text;
  for (const auto& [outcome, mails] : figures.passed_at_once) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", outcome, mails);
  }
  return text.empty() ? text : " (" + text + ")";
}

std::string bar(std::int64_t number, std::int64_t most) {
  if (number == 0) return {};
  const auto width = std::max<std::int64_t>(1, number * kWidestBar / most);
  return "  " + std::string(static_cast<std::size_t>(width), '#');
}

// Steps without a mail are left out.
std::string histogram(const DelayCounts& counts) {
  std::vector<std::pair<std::string, std::int64_t>> steps;
  std::int64_t before = 0;
  for (std::size_t i = 0; i < DelayCounts::kSteps.size(); ++i) {
    const std::chrono::seconds step(DelayCounts::kSteps[i]);
    steps.emplace_back("up to " + duration_in_words(step), counts.within[i] - before);
    before = counts.within[i];
  }
  const std::chrono::seconds last(DelayCounts::kSteps.back());
  steps.emplace_back("over " + duration_in_words(last), counts.mails - before);
  std::int64_t most = 0;
  for (const auto& [name, number] : steps) most = std::max(most, number);
  std::string text;
  for (const auto& [name, number] : steps) {
    if (number > 0) text += "  " + line(name, number, bar(number, most));
  }
  return text;
}

std::string host_line(const HostFigures& figures, bool kept) {
  if (!kept) {
    return fmt::format("  {:<30} passed at once {}\n", shown_name(figures.mx),
                       figures.all_passed_at_once());
  }
  return fmt::format("  {:<30} first attempts {}, came back {}{}, passed at once {}{}\n",
                     figures.mx.empty() ? "(no name)" : shown_name(figures.mx),
                     figures.first_attempts, figures.came_back,
                     of_hundred(figures.came_back, figures.first_attempts),
                     figures.all_passed_at_once(), delays_of(figures));
}

std::string group_name(const std::string& name, ReportBy by) {
  if (!name.empty()) return shown_name(name);
  return by == ReportBy::organisation ? "(no organisation)" : "(no domain)";
}

std::string group_line(const MailGroup& group, ReportBy by) {
  const MailCounts& mails = group.mails;
  std::string text = fmt::format("  {:<40} waited {}, came back {}, never {}, still waits {}",
                                 group_name(group.name, by), mails.waited, mails.came_back,
                                 mails.never, mails.waits);
  if (mails.came_back > 0) {
    text += fmt::format("; on average after {}, at the longest {}",
                        span_text(group.delay / mails.came_back), span_text(group.longest));
  }
  return text + "\n";
}

std::string attempts_of(const LongWait& wait) {
  std::string text = fmt::format("{} attempts", wait.attempts);
  if (wait.sources > 1) text += fmt::format(" from {} sources", wait.sources);
  return text;
}

}  // namespace

std::string hosts_text(std::span<const HostFigures> figures, UnixTime since, UnixTime now,
                       bool kept) {
  const HostFigures& all = figures.front();
  std::string text = fmt::format("since {}, {} ago\n", time_text(since), span_text(now - since));
  if (all.since && *all.since > since) {
    text += fmt::format("(the history of what waited begins {})\n", time_text(*all.since));
  }
  text += "\n";
  if (kept) {
    text += line("first attempts", all.first_attempts);
    text += line("came back", all.came_back,
                 of_hundred(all.came_back, all.first_attempts) + delays_of(all));
    text += line("too early", all.early) + line("throttled", all.throttled);
  } else {
    text += "(what waited is not known: no history is kept, by history_keep = 0)\n";
  }
  text += line("passed at once", all.all_passed_at_once(), outcomes_of(all));
  if (all.came_back > 0) text += "\nhow long they waited\n" + histogram(all.delay_counts());
  if (figures.size() > 1) text += "\nby mail host\n";
  for (const HostFigures& host : figures.subspan(1)) text += host_line(host, kept);
  return text;
}

std::string mails_text(const MailGroups& mails, ReportBy by) {
  const MailCounts& all = mails.all;
  const std::int64_t known = all.waited - all.came_back - all.never - all.waits;
  std::string text = line("mails that waited", all.waited);
  text += line("came back", all.came_back, of_hundred(all.came_back, all.waited));
  text += line("never came back", all.never,
               of_hundred(all.never, all.waited) + (all.never > 0 ? ": what was stopped" : ""));
  text += line("still wait", all.waits);
  text += line("sender known since", known);
  text += line("expected, at once", all.at_once, all.at_once > 0 ? ": not one of those above" : "");
  if (mails.groups.empty()) return text;
  const auto shown = static_cast<std::int64_t>(mails.groups.size());
  text +=
      fmt::format("\nby {}{}\n", report_by_name(by),
                  shown < mails.number ? fmt::format(", the first {} of {}", shown, mails.number)
                                       : std::string());
  for (const MailGroup& group : mails.groups) text += group_line(group, by);
  return text;
}

std::string waits_text(std::span<const AdvisedWait> waits) {
  if (waits.empty()) return "no mail waited that was tried again\n";
  std::string text = "the longest waits\n";
  for (const auto& [wait, advice] : waits) {
    const HistoryRow& last = wait.last;
    text +=
        fmt::format("  {} {}{} {}: {} -> {} from {} ({}), {}\n", span_text(wait.waited),
                    wait.passed ? "until it passed" : "so far, and did not pass",
                    last.reference.empty() ? "" : ",", last.reference, shown_address(last.sender),
                    shown_address(last.recipient), shown_name(last.client_address),
                    shown_name(last.client_name), attempts_of(wait));
    for (const std::string& each : advice) text += "    " + each + "\n";
  }
  return text;
}

}  // namespace greycache
