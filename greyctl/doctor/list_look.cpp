// Reads them, and holds hard names against their patterns.
#include "greyctl/doctor/list_look.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "common/log.h"
#include "common/policy_request.h"
#include "greycache/config/lists/list_files.h"
#include "greycache/core/config_check.h"
#include "greycache/policy/lists/address_entries.h"
#include "greycache/policy/lists/client_entries.h"
#include "greycache/publicsuffix/suffix_list.h"
#include "greyctl/doctor/daemon_account.h"
#include "greyctl/doctor/list_checks.h"

namespace greycache {

namespace {

using Names = std::vector<std::string>;

// What a pattern with a repetition inside a repetition takes for ever on: it nearly matches.
Names hard_names() {
  constexpr std::size_t kLength = 120;
  Names names;
  for (const std::string_view piece :
       {"a", "1", "-", ".", "_", "A", "a-", "a.", "1-", "1.", "a1", "ab", "mail.", "10-"}) {
    std::string name;
    while (name.size() < kLength) name += piece;
    names.push_back(name);
    names.push_back(name + "!");
  }
  return names;
}

// The lines of the log that tell of a pattern.
class Runaways final : public LogSink {
 public:
  explicit Runaways(std::vector<std::string>& lines) : lines_(lines) {}
  void write(LogLevel, std::string_view line) override {
    constexpr std::string_view kType = "conf: ";
    if (line.find("runs away") == std::string_view::npos) return;
    lines_.emplace_back(line.starts_with(kType) ? line.substr(kType.size()) : line);
  }

 private:
  std::vector<std::string>& lines_;
};

using Patterns = std::vector<std::shared_ptr<const ListPattern>>;

void try_patterns(const Patterns& patterns, const Names& names) {
  for (const auto& pattern : patterns) {
    for (const std::string& name : names) (void)pattern->matches(name + pattern->tail());
  }
}

// As users, and as domains: most patterns look for an '@'.
Names addresses_of(const Names& names) {
  Names addresses;
  for (const std::string& name : names) {
    addresses.push_back(name + '@');
    addresses.push_back("a@" + name);
  }
  return addresses;
}

// The patterns of whitelists, each by itself: of a whole list they end the search of a name.
void try_whitelist(const ListFile& file, const Names& names) {
  ListComplaints none(file.name());
  const std::string name = file.name();
  if (name.starts_with("clients_fqdn_whitelist")) {
    try_patterns(parse_client_names(file.content(), none).patterns, names);
  } else if (name.starts_with("recipients_whitelist") || name.starts_with("senders_whitelist")) {
    const auto entries = parse_address_entries(file.content(), Addressee::sender, none);
    for (const Patterns& patterns : {entries.always.patterns, entries.of_organisation.patterns}) {
      try_patterns(patterns, addresses_of(names));
    }
  }
}

void try_requests(const ListSet& lists, const Names& names) {
  for (const std::string& name : names) {
    (void)lists.smart_patterns->is_smtp_server(name);
    (void)lists.smart_patterns->is_dynamic(name);
    const std::string text = fmt::format(
        "client_address={0}\nclient_name={0}\nreverse_client_name={0}\nhelo_name={0}\nsender={0}\n"
        "recipient={0}\n\n",
        name);
    PolicyRequest request;
    request.parse(text);
    (void)lists.discrimination->first_match(request);
  }
}

std::int64_t age_in_days(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return 0;
  return std::max<std::int64_t>(std::time(nullptr) - status.st_mtime, 0) / 86400;
}

// The Public Suffix List has findings of its own.
Rules rules_of_lists(const Settings& settings) {
  Rules rules = rules_of(settings);
  if (rules.greymethod == GreyMethod::organisation) rules.greymethod = GreyMethod::smart;
  if (rules.correspondents == Correspondents::domain)
    rules.correspondents = Correspondents::address;
  return rules;
}

}  // namespace

Findings look_at_lists(const Settings& settings) {
  const bool daemon = look_as_daemon(settings);
  ListFacts facts;
  auto before = set_log_sink(std::make_unique<Runaways>(facts.runaways));
  ListFiles lists(settings.conf_dir, settings.public_suffix_list);
  for (ListNotice& notice : lists.reload_all(rules_of_lists(settings))) {
    if (notice.event == ListEvent::read) continue;
    (notice.event == ListEvent::wide ? facts.wide : facts.complaints)
        .push_back(std::move(notice.text));
  }
  facts.forgeable = warning_of_forged_senders(*lists.current()->senders);
  const Names names = hard_names();
  for (const ListFile& file : lists.files()) {
    const std::string name = file.name();
    if (name.starts_with("clients_") && !name.ends_with(".local")) {
      facts.shipped.push_back({file.path(), age_in_days(file.path())});
    }
    try_whitelist(file, names);
  }
  try_requests(*lists.current(), names);
  set_log_sink(std::move(before));
  return as_seen_by(daemon, list_findings(facts));
}

Findings look_at_suffixes(const Settings& settings) {
  SuffixFacts facts;
  facts.used = settings.greymethod == GreyMethod::organisation ||
               settings.correspondents == Correspondents::domain;
  if (!facts.used) return {};
  const bool daemon = look_as_daemon(settings);
  facts.file = {settings.public_suffix_list, age_in_days(settings.public_suffix_list)};
  facts.warning = load_suffix_list(settings.public_suffix_list).warning;
  return as_seen_by(daemon, suffix_findings(facts));
}

}  // namespace greycache
