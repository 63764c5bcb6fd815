// The parts, all at the same time.
#include "greyctl/doctor/doctor.h"

#include <utility>

#include "greyctl/doctor/account_checks.h"
#include "greyctl/doctor/clock_look.h"
#include "greyctl/doctor/list_look.h"
#include "greyctl/doctor/part.h"
#include "greyctl/doctor/postfix_look.h"
#include "greyctl/doctor/settings_look.h"
#include "greyctl/doctor/socket_look.h"
#include "greyctl/doctor/state_look.h"
#include "greyctl/doctor/store_look.h"

namespace greycache {

namespace {

constexpr std::chrono::seconds kPatience{8};

DoctorReport wrong_configuration(const std::vector<std::string>& errors) {
  Findings findings;
  for (const std::string& each : errors) {
    findings.error(each, "mend it first: nothing else can be looked at without the configuration");
  }
  return {{"settings", std::move(findings)}};
}

std::vector<Part> parts_of(const LoadedSettings& loaded, const DoctorOptions& options) {
  const Settings& settings = loaded.settings;
  const std::string& postfix = options.config_directory;
  std::vector<Part> parts{
      {"settings", [&] { return look_at_settings(loaded); }},
      {"postfix", [&] { return look_at_postfix(settings, postfix); }},
      {"other greylisters", [&] { return look_at_greylisters(settings, postfix); }},
      {"sockets", [&] { return look_at_sockets(settings); }},
      {"state_dir", [&] { return look_at_state(settings); }},
      {"panel", [&] { return look_at_accounts(settings); }},
      {"clock", [&] { return look_at_clock(settings); }},
      {"lists", [&] { return look_at_lists(settings); }},
      {"public suffix list", [&] { return look_at_suffixes(settings); }},
      {"mail log", [&] { return look_at_log(postfix); }}};
  if (settings.storage == Storage::shared) {
    parts.push_back({"redis", [&] { return look_at_redis(settings); }});
    parts.push_back({"postgresql", [&] { return look_at_postgres(settings); }});
  }
  return parts;
}

}  // namespace

DoctorReport examine(const LoadResult& loaded, const DoctorOptions& options) {
  if (!loaded) return wrong_configuration(loaded.error());
  const auto parts = parts_of(*loaded, options);
  auto findings = look_at_parts(parts, Deadline::after(kPatience));
  DoctorReport report;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    report.emplace_back(parts[i].name, std::move(findings[i]));
  }
  return report;
}

}  // namespace greycache
