// Made one after the other, kept by what was asked.
#include "greycache/panel/kept_reports.h"

#include <fmt/format.h>

#include <utility>

#include "common/json_object.h"

namespace greycache {

namespace {

// Of a part that failed, or that there is none of.
bool lacks_part(const std::string& object) {
  return object.find("\"mails\":null") != std::string::npos ||
         object.find("\"waits\":null") != std::string::npos;
}

}  // namespace

KeptReports::KeptReports(EventLoop& loop, std::function<UnixTime()> clock, Control::Handler command)
    : clock_(std::move(clock)),
      command_(std::move(command)),
      patience_(loop, [this] { lose_patience(); }) {}

void KeptReports::drop_old() {
  const UnixTime now = clock_();
  std::erase_if(reports_, [now](const auto& kept) {
    const Report& report = kept.second;
    return !report.wanted && (report.as_of > now || now - report.as_of > kOld);
  });
}

void KeptReports::answer(const Question& question, const Respond& respond) {
  const auto asked = report_asked(question);
  if (!asked) return respond(tl::unexpected(asked.error()));
  drop_old();
  Report& report = reports_[*asked];
  if (report.members.empty()) {
    report.waiting.push_back(respond);
    if (!patience_.running()) patience_.start(kPatience);
  } else {
    respond(report.members);
  }
  if (clock_() >= report.fresh_until) want(*asked);
}

void KeptReports::want(const ReportAsked& asked) {
  if (std::exchange(reports_[asked].wanted, true)) return;
  queue_.push_back(asked);
  make_next();
}

void KeptReports::make_next() {
  if (under_way_ || queue_.empty()) return;
  under_way_ = true;
  const ReportAsked asked = std::move(queue_.front());
  queue_.pop_front();
  answer_report(asked, clock_(), command_,
                [this, asked](const Answer& answer) { made(asked, answer); });
}

void KeptReports::made(const ReportAsked& asked, const Answer& answer) {
  under_way_ = false;
  Report& report = reports_[asked];
  report.wanted = false;
  const auto waiting = std::exchange(report.waiting, {});
  if (answer) keep(report, answer->object);
  const Answer told = answer ? Answer(report.members) : answer;
  if (!answer) reports_.erase(asked);
  for (const Respond& respond : waiting) respond(told);
  make_next();
}

void KeptReports::keep(Report& report, const std::string& object) {
  report.as_of = clock_();
  report.fresh_until = lacks_part(object) ? report.as_of : report.as_of + kFresh;
  report.members =
      fmt::format("{},\"as_of\":{}}}", object.substr(0, object.size() - 1), report.as_of);
}

void KeptReports::lose_patience() {
  const std::string counting = JsonObject().add_bool("counting", true).text();
  for (auto& [asked, report] : reports_) {
    for (const Respond& respond : std::exchange(report.waiting, {})) respond(counting);
  }
}

}  // namespace greycache
