// sqlgrey.conf as the recordings use it, and the list files beside it.
#include "tests/conformance/recorded_policy.h"

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>

#include "common/text.h"

namespace greycache {

namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, std::string> settings(const std::filesystem::path& path) {
  std::map<std::string, std::string> values;
  const std::string text = content(path);
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    values[std::string(trimmed(line.substr(0, equals)))] = trimmed(line.substr(equals + 1));
  }
  return values;
}

RejectMethod reject_method(const std::string& word) {
  return word == "immed" ? RejectMethod::immed : RejectMethod::delay;
}

GreyMethod grey_method(const std::string& word) {
  if (word == "full") return GreyMethod::full;
  return word == "classc" ? GreyMethod::classc : GreyMethod::smart;
}

OptMethod opt_method(const std::string& word) {
  if (word == "optin") return OptMethod::optin;
  return word == "optout" ? OptMethod::optout : OptMethod::none;
}

Rules rules_of(std::map<std::string, std::string> value) {
  Rules rules;
  rules.reconnect_delay = std::stoll(value.at("reconnect_delay")) * 60;
  rules.reconnect_delay_text = value.at("reconnect_delay") + " minutes";
  rules.max_connect_age = std::stoll(value.at("max_connect_age")) * 3600;
  rules.awl_age = std::stoll(value.at("awl_age")) * 86400;
  rules.awl_refresh = 0;
  rules.group_domain_level = std::stoll(value.at("group_domain_level"));
  rules.connect_src_throttle = std::stoll(value.at("connect_src_throttle"));
  rules.greymethod = grey_method(value.at("greymethod"));
  rules.optmethod = opt_method(value.at("optmethod"));
  rules.reject_first_attempt = reject_method(value.at("reject_first_attempt"));
  rules.reject_early_reconnect = value.contains("reject_early_reconnect")
                                     ? reject_method(value.at("reject_early_reconnect"))
                                     : rules.reject_first_attempt;
  rules.reject_code = value.at("reject_code");
  rules.prepend = value.at("prepend") == "1";
  rules.discrimination = value.at("discrimination") == "on";
  rules.discrimination_add_rulenr = value["discrimination_add_rulenr"] == "on";
  return rules;
}

void read_opt_tables(const std::filesystem::path& folder, OptLists& lists) {
  for (const OptTable table : {OptTable::optin_domain, OptTable::optin_email,
                               OptTable::optout_domain, OptTable::optout_email}) {
    const std::string rows = content(folder / opt_table_name(table));
    for (const std::string_view row : split(rows, '\n')) {
      if (!trimmed(row).empty()) lists.add(table, trimmed(row));
    }
  }
}

ClientWhitelist read_client_whitelist(const std::filesystem::path& folder,
                                      ListComplaints& complaints) {
  const std::array entries{
      parse_client_addresses(content(folder / "clients_ip_whitelist"), complaints),
      parse_client_addresses(content(folder / "clients_ip_whitelist.local"), complaints),
      parse_client_names(content(folder / "clients_fqdn_whitelist"), complaints),
      parse_client_names(content(folder / "clients_fqdn_whitelist.local"), complaints)};
  return ClientWhitelist(entries);
}

}  // namespace

void read_recorded_policy(const std::filesystem::path& folder, RecordedPolicy& policy) {
  ListComplaints complaints(folder.string());
  policy.rules = rules_of(settings(folder / "sqlgrey.conf"));
  policy.client_whitelist = read_client_whitelist(folder, complaints);
  read_opt_tables(folder, policy.opt_lists);
  policy.discrimination =
      Discrimination::parse(content(folder / "discrimination.regexp"), complaints);
  policy.patterns.read_smtp_server(content(folder / "smtp_server.regexp"), complaints);
  policy.patterns.read_dyn_fqdn(content(folder / "dyn_fqdn.regexp"), complaints);
  for (const std::string& sentence : complaints.sentences()) throw std::runtime_error(sentence);
  policy.source_rules = {policy.rules.greymethod, policy.rules.ipv6_prefix, &policy.patterns};
}

}  // namespace greycache
