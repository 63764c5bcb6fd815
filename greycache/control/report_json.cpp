// Members by name; texts as they were.
#include "greycache/control/report_json.h"

#include <fmt/format.h>

#include "common/text.h"
#include "greycache/control/delay_words.h"
#include "greycache/control/report_words.h"
#include "greycache/policy/keys.h"

namespace greycache {

namespace {

// Behind others, where there are some.
void add(std::string& list, const std::string& element) {
  if (!list.empty()) list += ",";
  list += element;
}

std::string number_or_null(const std::optional<UnixTime>& number) {
  return number ? std::to_string(*number) : "null";
}

std::string host_json(const HostFigures& figures, bool kept) {
  std::string outcomes;
  for (const auto& [outcome, mails] : figures.passed_at_once) {
    add(outcomes, fmt::format("{}:{}", json_string(outcome), mails));
  }
  const auto waited = [kept](std::int64_t number) {
    return kept ? std::to_string(number) : std::string("null");
  };
  return fmt::format(
      "\"first_attempts\":{},\"came_back\":{},\"early\":{},\"throttled\":{},"
      "\"passed_at_once\":{{{}}},\"median_delay\":{},\"delay_95\":{},\"delays\":{}",
      waited(figures.first_attempts), waited(figures.came_back), waited(figures.early),
      waited(figures.throttled), outcomes, number_or_null(figures.delay_of(50)),
      number_or_null(figures.delay_of(95)), kept ? delays_json(figures.delay_counts()) : "null");
}

std::string counts_json(const MailCounts& mails) {
  return fmt::format("\"waited\":{},\"came_back\":{},\"never\":{},\"waits\":{},\"at_once\":{}",
                     mails.waited, mails.came_back, mails.never, mails.waits, mails.at_once);
}

std::string name_json(const std::string& part) {
  return json_string(name_of_part(part));
}

std::string wait_json(const AdvisedWait& advised) {
  const LongWait& wait = advised.wait;
  std::string advice;
  for (const std::string& line : advised.advice) add(advice, json_string(line));
  return fmt::format(
      "{{\"reference\":{},\"waited\":{},\"passed\":{},\"began\":{},\"last\":{},\"attempts\":{},"
      "\"sources\":{},\"mx\":{},\"client_address\":{},\"client_name\":{},\"sender\":{},"
      "\"recipient\":{},\"organisation\":{},\"advice\":[{}]}}",
      json_string(wait.last.reference), wait.waited, wait.passed, wait.began, wait.last.at,
      wait.attempts, wait.sources, name_json(wait.last.mx), name_json(wait.last.client_address),
      name_json(wait.last.client_name), name_json(wait.last.sender), name_json(wait.last.recipient),
      name_json(wait.last.organisation), advice);
}

}  // namespace

std::string hosts_json(std::span<const HostFigures> figures, UnixTime since, bool kept) {
  std::string hosts;
  for (const HostFigures& host : figures.subspan(1)) {
    add(hosts, fmt::format("{{\"mx\":{},{}}}", name_json(host.mx), host_json(host, kept)));
  }
  return fmt::format(
      "{{\"since\":{},\"history_kept\":{},\"history_begins\":{},{},\"by_mx\":[{}]}}\n", since, kept,
      number_or_null(figures.front().since), host_json(figures.front(), kept), hosts);
}

std::string mails_json(const MailGroups& mails, ReportBy by) {
  std::string groups;
  for (const MailGroup& group : mails.groups) {
    add(groups, fmt::format("{{\"name\":{},{},\"delay\":{},\"longest\":{}}}", name_json(group.name),
                            counts_json(group.mails), group.delay, group.longest));
  }
  return fmt::format("{{{},\"by\":\"{}\",\"number\":{},\"groups\":[{}]}}\n", counts_json(mails.all),
                     report_by_name(by), mails.number, groups);
}

std::string waits_json(std::span<const AdvisedWait> waits) {
  std::string all;
  for (const AdvisedWait& wait : waits) add(all, wait_json(wait));
  return fmt::format("[{}]\n", all);
}

}  // namespace greycache
