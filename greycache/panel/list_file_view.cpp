// Each list by the parser that the daemon reads it with.
#include "greycache/panel/list_file_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "common/json_object.h"
#include "common/keyed_hash.h"
#include "common/text.h"
#include "common/whole_file.h"
#include "common/whole_number.h"
#include "greycache/config/lists/wide_entries.h"
#include "greycache/policy/lists/address_entries.h"
#include "greycache/policy/lists/client_entries.h"
#include "greycache/policy/lists/discrimination.h"
#include "greycache/policy/lists/smart_patterns.h"

namespace greycache {

namespace {

constexpr std::string_view kLocal = ".local";
// What is longer is only counted as a file that is there.
constexpr std::size_t kLongestList = std::size_t{4} << 20;
constexpr HashKey kTextKey{0x677265796361636dU, 0x6c69737474657874U};

// Those of conf_dir, and the panel's.
constexpr std::array<std::string_view, 10> kFiles{
    "clients_ip_whitelist",    "clients_ip_whitelist.local",
    "clients_fqdn_whitelist",  "clients_fqdn_whitelist.local",
    "recipients_whitelist",    "recipients_whitelist.local",
    "senders_whitelist.local", "discrimination.regexp",
    "smtp_server.regexp",      "dyn_fqdn.regexp"};
constexpr std::array<std::string_view, 5> kOwn{"clients_ip_whitelist", "clients_fqdn_whitelist",
                                               "recipients_whitelist", "senders_whitelist",
                                               "discrimination.regexp"};

std::string_view base_of(std::string_view name) {
  if (name.ends_with(kLocal)) name.remove_suffix(kLocal.size());
  return name;
}

void parse(std::string_view list, std::string_view text, ListComplaints& complaints) {
  if (list == "clients_ip_whitelist") parse_client_addresses(text, complaints);
  if (list == "clients_fqdn_whitelist") parse_client_names(text, complaints);
  if (list == "recipients_whitelist") {
    parse_address_entries(text, Addressee::recipient, complaints);
  }
  if (list == "senders_whitelist") parse_address_entries(text, Addressee::sender, complaints);
  if (list == "discrimination.regexp") Discrimination::parse(text, complaints);
  if (list == "smtp_server.regexp") SmartPatterns().read_smtp_server(text, complaints);
  if (list == "dyn_fqdn.regexp") SmartPatterns().read_dyn_fqdn(text, complaints);
}

// "list:12: what is wrong"
ListFault list_fault(std::string_view sentence) {
  const auto parts = split(sentence, ':');
  const auto line = parts.size() < 3 ? std::nullopt : whole_number<int>(parts[1]);
  if (!line) return {0, std::string(sentence)};
  const std::size_t head = parts[0].size() + parts[1].size() + 2;
  return {*line, std::string(trimmed(sentence.substr(head)))};
}

std::vector<ListFault> list_faults(const std::vector<std::string>& sentences) {
  std::vector<ListFault> faults;
  for (const std::string& sentence : sentences) faults.push_back(list_fault(sentence));
  return faults;
}

std::string list_json(const std::string& directory, std::string_view name, bool own,
                      bool with_text) {
  const std::string path = fmt::format("{}/{}", directory, name);
  const auto read = read_whole_file(path, kLongestList);
  const std::string text = read.value_or("");
  const std::string_view shown = std::string_view(text).substr(0, kLongestShownList);
  JsonObject list;
  list.add_text("name", name).add_text("file", path).add_bool("own", own);
  list.add_bool("there", read.has_value());
  if (with_text) list.add_text("text", shown).add_bool("cut", shown.size() < text.size());
  return list.add_number("lines", list_lines(text).size())
      .add("faults", faults_json(faults_in(name, text)))
      .add_text("hash", hash_of_text(text))
      .text();
}

}  // namespace

std::vector<ListFault> faults_in(std::string_view name, std::string_view text) {
  ListComplaints complaints("list");
  parse(base_of(name), text, complaints);
  return list_faults(complaints.sentences());
}

std::vector<ListFault> wide_in(std::string_view name, std::string_view text) {
  static const SuffixList kSuffixes = SuffixList::built_in();
  const auto excess = [name](std::string_view line) {
    return excess_of_line(name, line, kSuffixes);
  };
  return list_faults(wide_lines("list", list_lines(text), excess));
}

std::string faults_json(const std::vector<ListFault>& faults) {
  std::vector<std::string> all;
  for (const ListFault& fault : faults) {
    all.push_back(
        JsonObject().add_number("line", fault.line).add_text("error", fault.error).text());
  }
  return json_list(all);
}

Answer list_files(const std::string& conf_dir, const std::string& panel_dir,
                  const std::string& name) {
  std::vector<std::string> lists;
  const auto add = [&](const std::string& directory, std::string_view file, bool own) {
    if (!name.empty() && base_of(file) != base_of(name)) return;
    lists.push_back(list_json(directory, file, own, !name.empty()));
  };
  for (const std::string_view file : kFiles) add(conf_dir, file, false);
  for (const std::string_view file : kOwn) add(panel_dir, file, true);
  if (lists.empty()) return wrong("there is no such list");
  return JsonObject().add("lists", json_list(lists)).text();
}

bool is_panel_list(std::string_view name) {
  return std::ranges::find(kOwn, name) != kOwn.end();
}

std::vector<std::string> panel_lists() {
  return {kOwn.begin(), kOwn.end()};
}

std::string hash_of_text(std::string_view text) {
  return fmt::format("{:016x}", siphash(kTextKey, text));
}

}  // namespace greycache
