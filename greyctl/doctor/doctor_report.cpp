// Grouped by severity, in the order in which things were looked at.
#include "greyctl/doctor/doctor_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "common/json_object.h"

namespace greycache {

namespace {

constexpr std::array<std::string_view, 4> kNames{"ok", "note", "warning", "error"};

std::string_view name_of(Severity severity) {
  return kNames.at(static_cast<std::size_t>(severity));
}

std::string names_of(const DoctorReport& report) {
  std::string names;
  for (const auto& [name, findings] : report) names += (names.empty() ? "" : ", ") + name;
  return names;
}

std::size_t count_of(const DoctorReport& report, Severity severity) {
  std::size_t count = 0;
  for (const auto& [name, findings] : report) {
    count +=
        static_cast<std::size_t>(std::ranges::count(findings.all(), severity, &Finding::severity));
  }
  return count;
}

void append_group(std::string& text, const DoctorReport& report, Severity severity) {
  for (const auto& [name, findings] : report) {
    for (const Finding& each : findings.all()) {
      if (each.severity != severity) continue;
      text += fmt::format("{}: {}: {}\n", name_of(severity), name, each.what);
      if (!each.advice.empty()) text += fmt::format("    -> {}\n", each.advice);
    }
  }
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

Severity worst_of(const DoctorReport& report) {
  Severity worst = Severity::ok;
  for (const auto& [name, findings] : report) {
    for (const Finding& each : findings.all()) worst = std::max(worst, each.severity);
  }
  return worst;
}

std::string report_text(const DoctorReport& report) {
  if (worst_of(report) == Severity::ok) {
    return fmt::format("All is well. Looked at: {}.\n", names_of(report));
  }
  std::string text;
  for (const Severity each : {Severity::error, Severity::warning, Severity::note}) {
    append_group(text, report, each);
  }
  return text + fmt::format("{}, {}, {}. Looked at: {}.\n",
                            counted(count_of(report, Severity::error), "error"),
                            counted(count_of(report, Severity::warning), "warning"),
                            counted(count_of(report, Severity::note), "note"), names_of(report));
}

std::string report_json(const DoctorReport& report) {
  std::vector<std::string> names;
  std::vector<std::string> all;
  for (const auto& [name, findings] : report) {
    names.push_back(name);
    for (const Finding& each : findings.all()) {
      all.push_back(JsonObject()
                        .add_text("severity", name_of(each.severity))
                        .add_text("about", name)
                        .add_text("what", each.what)
                        .add_text_or_null("advice", each.advice)
                        .text());
    }
  }
  return JsonObject()
             .add_text("worst", name_of(worst_of(report)))
             .add("looked_at", json_list_of_texts(names))
             .add("findings", json_list(all))
             .text() +
         "\n";
}

}  // namespace greycache
