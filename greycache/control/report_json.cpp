// Members by name; texts as they were.
#include "greycache/control/report_json.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "common/json_object.h"
#include "greycache/control/delay_words.h"
#include "greycache/control/report_words.h"
#include "greycache/policy/keys.h"

namespace greycache {

namespace {

// What waited is not known where no history is kept.
JsonObject host_json(const HostFigures& figures, bool kept) {
  JsonObject outcomes;
  for (const auto& [outcome, mails] : figures.passed_at_once) outcomes.add_number(outcome, mails);
  const auto waited = [kept](std::int64_t number) {
    return kept ? std::optional(number) : std::nullopt;
  };
  return JsonObject()
      .add_number("first_attempts", waited(figures.first_attempts))
      .add_number("came_back", waited(figures.came_back))
      .add_number("early", waited(figures.early))
      .add_number("throttled", waited(figures.throttled))
      .add("passed_at_once", outcomes.text())
      .add_number("median_delay", figures.delay_of(50))
      .add_number("delay_95", figures.delay_of(95))
      .add("delays", kept ? delays_json(figures.delay_counts()) : "null");
}

JsonObject counts_json(const MailCounts& mails) {
  return JsonObject()
      .add_number("waited", mails.waited)
      .add_number("came_back", mails.came_back)
      .add_number("never", mails.never)
      .add_number("waits", mails.waits)
      .add_number("at_once", mails.at_once);
}

std::string wait_json(const AdvisedWait& advised) {
  const LongWait& wait = advised.wait;
  const HistoryRow& last = wait.last;
  return JsonObject()
      .add_text("reference", last.reference)
      .add_number("waited", wait.waited)
      .add_bool("passed", wait.passed)
      .add_number("began", wait.began)
      .add_number("last", last.at)
      .add_number("attempts", wait.attempts)
      .add_number("sources", wait.sources)
      .add_text("mx", name_of_part(last.mx))
      .add_text("client_address", name_of_part(last.client_address))
      .add_text("client_name", name_of_part(last.client_name))
      .add_text("sender", name_of_part(last.sender))
      .add_text("recipient", name_of_part(last.recipient))
      .add_text("organisation", name_of_part(last.organisation))
      .add("advice", json_list_of_texts(advised.advice))
      .text();
}

std::string group_json(const MailGroup& group) {
  return JsonObject()
      .add_text("name", name_of_part(group.name))
      .add_all(counts_json(group.mails))
      .add_number("delay", group.delay)
      .add_number("longest", group.longest)
      .text();
}

}  // namespace

std::string hosts_json(std::span<const HostFigures> figures, UnixTime since, bool kept) {
  std::vector<std::string> hosts;
  for (const HostFigures& host : figures.subspan(1)) {
    hosts.push_back(
        JsonObject().add_text("mx", name_of_part(host.mx)).add_all(host_json(host, kept)).text());
  }
  return JsonObject()
             .add_number("since", since)
             .add_bool("history_kept", kept)
             .add_number("history_begins", figures.front().since)
             .add_all(host_json(figures.front(), kept))
             .add("by_mx", json_list(hosts))
             .text() +
         "\n";
}

std::string mails_json(const MailGroups& mails, ReportBy by) {
  std::vector<std::string> groups;
  for (const MailGroup& group : mails.groups) groups.push_back(group_json(group));
  return counts_json(mails.all)
             .add_text("by", report_by_name(by))
             .add_number("number", mails.number)
             .add("groups", json_list(groups))
             .text() +
         "\n";
}

std::string waits_json(std::span<const AdvisedWait> waits) {
  std::vector<std::string> all;
  for (const AdvisedWait& wait : waits) all.push_back(wait_json(wait));
  return json_list(all) + "\n";
}

}  // namespace greycache
