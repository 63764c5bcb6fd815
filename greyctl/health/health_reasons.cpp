// The members of `stats json` that say so.
#include "greyctl/health/health_reasons.h"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>

#include "common/text.h"

namespace greycache {

namespace {

using nlohmann::json;
using Reasons = std::vector<std::string>;

// What the daemon passes on of servers fits a line.
constexpr std::size_t kLongestReason = 160;
constexpr std::size_t kLongestName = 40;

// "PostgreSQL: connection refused" stands behind the name already.
std::string_view without_name(std::string_view reason, std::string_view name) {
  if (reason.starts_with(name) && reason.substr(name.size()).starts_with(": ")) {
    reason.remove_prefix(name.size() + 2);
  }
  return reason;
}

void add_stores(const json& stores, Reasons& reasons) {
  for (const json& store : stores) {
    if (store.at("up").get<bool>()) continue;
    const auto name = store.at("name").get<std::string>();
    const auto reason = store.at("reason").get<std::string>();
    reasons.push_back(fmt::format("{} is away: {}", escaped(name, kLongestName),
                                  escaped(without_name(reason, name), kLongestReason)));
  }
}

void add_journal(const json& journal, Reasons& reasons) {
  const auto state = journal.at("state").get<std::string>();
  if (state != "disk") {
    reasons.push_back(state == "full" ? "the journal takes no more changes"
                                      : "changes are in memory only");
  }
  const auto bytes = journal.at("bytes").get<std::int64_t>();
  const auto most = journal.at("max").get<std::int64_t>();
  if (bytes > most / 2) {
    reasons.push_back(fmt::format("the journal has {} of {} MB", bytes >> 20, most >> 20));
  }
}

void add_tasks(const json& tasks, Reasons& reasons) {
  std::string failing;
  for (const auto& [name, fails] : tasks.items()) {
    if (fails.get<std::int64_t>() == 0) continue;
    failing += (failing.empty() ? "" : ", ") + escaped(name, kLongestName);
  }
  if (!failing.empty()) reasons.push_back("tasks fail: " + failing);
}

}  // namespace

std::optional<DaemonCondition> condition_in(std::string_view stats) {
  const json members = json::parse(stats, nullptr, false);
  try {
    DaemonCondition condition;
    condition.version = escaped(members.at("version").get<std::string>(), kLongestName);
    add_stores(members.at("stores"), condition.reasons);
    add_journal(members.at("journal"), condition.reasons);
    add_tasks(members.at("background_failing"), condition.reasons);
    return condition;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace greycache
