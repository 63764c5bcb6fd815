// postconf(1), passwd(5), and files beside.
#include "greyctl/doctor/postfix_look.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "common/text.h"
#include "greyctl/doctor/greylister_checks.h"
#include "greyctl/doctor/log_look.h"
#include "greyctl/doctor/place_checks.h"
#include "greyctl/doctor/policy_parameter_checks.h"
#include "greyctl/doctor/service_checks.h"
#include "greyctl/postfix/master_service.h"
#include "greyctl/postfix/postconf.h"
#include "greyctl/postfix/service_here.h"

namespace greycache {

namespace {

// Of each program.
constexpr std::chrono::seconds kPostconfPatience{3};
constexpr std::size_t kMostPrinted = std::size_t{1} << 16U;

tl::expected<PostfixState, std::string> state_of(const std::string& config_directory) {
  const auto postconf = Postconf::open(config_directory, kPostconfPatience);
  if (!postconf) return tl::make_unexpected(postconf.error());
  return postconf->read();
}

Findings unseen(const std::string& why) {
  Findings findings;
  findings.warning(fmt::format("Postfix's configuration could not be looked at: {}", why),
                   "where there are several Postfix, or it is elsewhere: --config-directory");
  return findings;
}

// smtpd has all groups of its account.
std::optional<Account> account_of(const std::string& name) {
  const passwd* found = getpwnam(name.c_str());
  if (found == nullptr) return std::nullopt;
  std::vector<gid_t> groups(256);
  int count = static_cast<int>(groups.size());
  if (getgrouplist(name.c_str(), found->pw_gid, groups.data(), &count) < 0) count = 0;
  groups.resize(static_cast<std::size_t>(count));
  return Account{name, found->pw_uid, std::move(groups)};
}

// Of user=ACCOUNT or user=ACCOUNT:GROUP: spawn(8) takes the one group, and drops all others.
std::optional<Account> spawned_account(const std::string& user) {
  const std::size_t colon = user.find(':');
  const std::string name = user.substr(0, colon);
  const passwd* found = getpwnam(name.c_str());
  if (found == nullptr) return std::nullopt;
  Account account{name, found->pw_uid, {found->pw_gid}};
  if (colon == std::string::npos) return account;
  const group* named = getgrnam(user.substr(colon + 1).c_str());
  if (named == nullptr) return std::nullopt;
  account.groups = {named->gr_gid};
  return account;
}

HelperFacts helper_facts(const PostfixState& state, const Settings& settings) {
  HelperFacts facts;
  facts.socket = rights_of(settings.socket);
  facts.smtpd = account_of(state.in_force("mail_owner"));
  const auto entry = parse_master_service(state.service());
  if (!entry) return facts;
  facts.account = spawned_account(entry->argument("user").value_or(""));
  const auto words = entry->program();
  facts.executable = !words.empty() && access(words.front().c_str(), X_OK) == 0;
  return facts;
}

std::string beginning_of(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return {};
  std::ifstream file(path, std::ios::binary);
  std::string text(kMostPrinted, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

RspamdFacts rspamd_facts() {
  std::error_code error;
  return {std::filesystem::is_directory("/etc/rspamd", error),
          {beginning_of("/etc/rspamd/local.d/greylist.conf"),
           beginning_of("/etc/rspamd/override.d/greylist.conf")}};
}

}  // namespace

Findings look_at_postfix(const Settings& settings, const std::string& config_directory) {
  const auto state = state_of(config_directory);
  if (!state) return unseen(state.error());
  const PostfixService service = service_here(settings, "");
  auto ours = policy_questions(*state);
  std::erase_if(ours,
                [&](const PolicyQuestion& each) { return !service.is_asked_at(each.service); });
  Findings findings;
  findings.ok(fmt::format("Postfix {} can be looked at", escaped(state->version, 40)));
  findings.add(place_findings(*state, ours, settings));
  findings.add(service_findings(*state, ours, helper_facts(*state, settings), settings));
  findings.add(policy_parameter_findings(*state, ours, settings));
  return findings;
}

Findings look_at_greylisters(const Settings& settings, const std::string& config_directory) {
  const auto state = state_of(config_directory);
  // Told of Postfix already.
  if (!state) return {};
  return greylister_findings(*state, service_here(settings, ""), rspamd_facts());
}

Findings look_at_log(const std::string& config_directory) {
  const auto state = state_of(config_directory);
  return look_at_log_file(state ? state->in_force("maillog_file") : "");
}

}  // namespace greycache
