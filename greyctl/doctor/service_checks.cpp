// Columns and arguments of master.cf against what spawn(8) and the daemon need.
#include "greyctl/doctor/service_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "common/text.h"
#include "greyctl/postfix/master_service.h"

namespace greycache {

namespace {

constexpr std::string_view kEntry = "greypolicy in master.cf";
constexpr std::string_view kApplyAnew =
    "postconf -MX greypolicy/unix, then greyctl postfix --apply";
// Postfix's own default of greypolicy_time_limit.
constexpr Milliseconds kUsualTimeLimit = std::chrono::seconds(1000);

std::int64_t usual_processes(const PostfixState& state) {
  const std::string text = state.in_force("default_process_limit");
  std::int64_t number = 100;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void check_columns(Findings& findings, const MasterService& entry, std::int64_t usual) {
  if (entry.unprivileged) {
    findings.error(fmt::format("{} has no n in the column unpriv: spawn(8) cannot become another "
                               "account, and nobody is asked",
                               kEntry),
                   std::string(kApplyAnew));
  }
  if (entry.chrooted) {
    findings.error(fmt::format("{} is chrooted: policy-helper and the daemon's socket are not "
                               "there",
                               kEntry),
                   std::string(kApplyAnew));
  }
  if (const auto most = entry.most_processes(usual); most != 0) {
    findings.warning(fmt::format("{} may have {} processes: where they are reached smtpd waits its "
                                 "whole timeout for each recipient",
                                 kEntry, most),
                     "write 0 in its column maxproc: postconf -F greypolicy/unix/process_limit=0");
  }
}

void check_account(Findings& findings, const MasterService& entry, const PostfixState& state,
                   const HelperFacts& host) {
  const std::string user = entry.argument("user").value_or("");
  const std::string name = user.substr(0, user.find(':'));
  if (name.empty() || name == "root" || name == state.in_force("mail_owner")) {
    findings.error(fmt::format("{} has user={}: spawn(8) wants an account, and neither root nor "
                               "Postfix's own",
                               kEntry, escaped(user)),
                   std::string(kApplyAnew));
  } else if (!host.account) {
    findings.error(fmt::format("{} has user={}, which is no account and group of this host", kEntry,
                               escaped(user)),
                   std::string(kApplyAnew));
  }
  if (!host.executable) {
    const auto words = entry.program();
    findings.error(fmt::format("{} starts {}, which is not there or no program", kEntry,
                               words.empty() ? "nothing" : escaped(words.front())),
                   std::string(kApplyAnew));
  }
}

void check_socket(Findings& findings, const MasterService& entry, const HelperFacts& host,
                  const Settings& settings) {
  const std::string asked = entry.program_option("--socket");
  const auto words = entry.program();
  // A script of the administrator's may say it.
  const bool is_helper = !words.empty() && words.front().ends_with("/policy-helper");
  if (asked.empty() && is_helper) {
    findings.error(fmt::format("{} starts policy-helper without --socket: it ends at once", kEntry),
                   std::string(kApplyAnew));
  } else if (!asked.empty() && asked != settings.socket) {
    findings.error(fmt::format("policy-helper asks {}, and the daemon listens on {}: mail passes "
                               "unseen",
                               escaped(asked), escaped(settings.socket)),
                   std::string(kApplyAnew));
  }
  // A daemon that is not there, or a socket that this account may not look at, is told elsewhere.
  if (!host.account || !host.socket.path.empty()) return;
  const std::string hindrance = hindrance_for(*host.account, host.socket);
  if (hindrance.empty()) return;
  findings.error(
      fmt::format("policy-helper cannot ask the daemon, and mail passes unseen: {}", hindrance),
      fmt::format("user={}:GROUP with the socket's group in master.cf (spawn(8) drops "
                  "all other groups)",
                  escaped(host.account->name)));
}

void check_time_limit(Findings& findings, const PostfixState& state) {
  const auto limit = parse_duration(state.in_force(kTimeLimit), std::chrono::seconds(1));
  if (!limit || *limit > kUsualTimeLimit) return;
  findings.warning(fmt::format("{} is {}: spawn(8) ends a policy-helper that relays after that, in "
                               "the middle of a request, too",
                               kTimeLimit, format_duration(*limit)),
                   fmt::format("postconf -e {}=3600", kTimeLimit));
}

void check_helper(Findings& findings, const PostfixState& state, const HelperFacts& host,
                  const Settings& settings) {
  const auto entry = parse_master_service(state.service());
  if (!entry) {
    findings.error(fmt::format("Postfix asks {}, and master.cf has no such service", kServicePlace),
                   "greyctl postfix --apply");
    return;
  }
  check_columns(findings, *entry, usual_processes(state));
  if (entry->command != "spawn") return;
  check_account(findings, *entry, state, host);
  check_socket(findings, *entry, host, settings);
  check_time_limit(findings, state);
}

// Asked without a helper.
void check_direct(Findings& findings, const PostfixState& state, const HelperFacts& host,
                  const Settings& settings) {
  const auto services = master_services(state);
  const auto chrooted = std::ranges::find_if(
      services, [](const MasterService& each) { return each.command == "smtpd" && each.chrooted; });
  if (chrooted != services.end()) {
    findings.error(fmt::format("{} is chrooted in master.cf and cannot reach {}: each recipient is "
                               "answered by default_action",
                               escaped(chrooted->key()), escaped(settings.socket)),
                   "ask by policy-helper: greyctl postfix --print");
    return;
  }
  if (!host.smtpd || !host.socket.path.empty()) return;
  const std::string hindrance = hindrance_for(*host.smtpd, host.socket);
  if (hindrance.empty()) return;
  findings.error(fmt::format("smtpd cannot ask the daemon: {}", hindrance),
                 "socket_group and socket_mode in greycache.conf, or ask by policy-helper: greyctl "
                 "postfix --print");
}

void check_smtpd_count(Findings& findings, const PostfixState& state, const Settings& settings) {
  std::int64_t count = 0;
  bool unlimited = false;
  for (const MasterService& each : master_services(state)) {
    if (each.command != "smtpd") continue;
    const std::int64_t most = each.most_processes(usual_processes(state));
    unlimited = unlimited || most == 0;
    count += most;
  }
  if (!unlimited && count <= settings.max_connections) return;
  findings.warning(
      fmt::format("Postfix may start {} smtpd, each with a connection of its own, and "
                  "max_connections is {}: further ones wait",
                  unlimited ? "any number of" : std::to_string(count), settings.max_connections),
      "raise max_connections in greycache.conf, or lower the process limits of smtpd");
}

bool any_asks(const std::vector<PolicyQuestion>& ours, std::string_view service) {
  return std::ranges::any_of(ours,
                             [&](const PolicyQuestion& each) { return each.service == service; });
}

}  // namespace

Findings service_findings(const PostfixState& state, const std::vector<PolicyQuestion>& ours,
                          const HelperFacts& host, const Settings& settings) {
  Findings findings;
  if (any_asks(ours, kServicePlace)) check_helper(findings, state, host, settings);
  if (any_asks(ours, "unix:" + settings.socket)) check_direct(findings, state, host, settings);
  if (!ours.empty()) check_smtpd_count(findings, state, settings);
  return findings;
}

}  // namespace greycache
