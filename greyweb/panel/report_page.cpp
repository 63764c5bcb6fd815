// What greylisting cost and stopped.
#include <fmt/format.h>

#include <algorithm>

#include "greyweb/page/words.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/row_pages.h"

namespace greycache::web {

namespace {

std::string mails(const Json& object, std::string_view name) {
  const auto number = number_member(object, name);
  return number ? count_text(*number) : "–";
}

std::string span_of(const Json& object, std::string_view name) {
  const auto seconds = number_member(object, name);
  return seconds ? span_words(*seconds) : "–";
}

std::int64_t passed_at_once(const Json& site) {
  std::int64_t sum = 0;
  const Json& outcomes = member(site, "passed_at_once");
  if (!outcomes.is_object()) return 0;
  for (const auto& [name, number] : outcomes.items()) {
    if (number.is_number_integer()) sum += number.get<std::int64_t>();
  }
  return sum;
}

Json sums_of(const Json& report) {
  const Json& site = member(report, "site");
  const Json& all = member(report, "mails");
  return {
      {{"name", "Passed at once"}, {"value", count_text(passed_at_once(site))}, {"unit", "mails"}},
      {{"name", "Waited"}, {"value", mails(all, "waited")}, {"unit", "mails"}},
      {{"name", "Came back"}, {"value", mails(all, "came_back")}, {"unit", "mails"}},
      {{"name", "Never came back"}, {"value", mails(all, "never")}, {"unit", "mails"}},
      {{"name", "Half came back within"}, {"value", span_of(site, "median_delay")}, {"unit", ""}},
      {{"name", "95 % came back within"}, {"value", span_of(site, "delay_95")}, {"unit", ""}}};
}

struct Step {
  std::int64_t bound = 0;
  std::int64_t within = 0;
};

// In the order of the bounds: JSON has them in that of their digits.
std::vector<Step> steps_in_order(const Json& within) {
  std::vector<Step> steps;
  if (!within.is_object()) return steps;
  for (const auto& [bound, number] : within.items()) {
    if (!number.is_number_integer()) continue;
    steps.push_back({std::atoll(bound.c_str()), number.get<std::int64_t>()});
  }
  std::ranges::sort(steps, {}, &Step::bound);
  return steps;
}

Json step_view(const std::string& name, std::int64_t number, std::int64_t all) {
  const double percent = 100.0 * static_cast<double>(number) / static_cast<double>(all);
  return {
      {"name", name}, {"mails", count_text(number)}, {"percent", fmt::format("{:.0f}", percent)}};
}

// Each bound holds those before it; here each mail stands once.
Json histogram_of(const Json& delays) {
  Json rows = Json::array();
  const std::int64_t all = number_member(delays, "count").value_or(0);
  if (all <= 0) return rows;
  std::int64_t before = 0;
  std::int64_t last = 0;
  for (const Step& step : steps_in_order(member(delays, "within"))) {
    rows.push_back(step_view("up to " + span_words(step.bound), step.within - before, all));
    before = step.within;
    last = step.bound;
  }
  if (all > before) rows.push_back(step_view("over " + span_words(last), all - before, all));
  return rows;
}

// The report has their sum.
std::string mean_delay(const Json& group) {
  const auto delay = number_member(group, "delay");
  const auto mails = number_member(group, "came_back");
  return delay && mails.value_or(0) > 0 ? span_words(*delay / *mails) : "–";
}

// Of no mail is it told how long it waited; some may have come back all the same.
std::string no_steps_words(const Json& report) {
  const bool none = number_member(member(report, "mails"), "came_back").value_or(0) == 0;
  return none ? "No mail came back in this time."
              : "Of the mail that came back it is not known how long it waited.";
}

Json groups_of(const Json& report) {
  Json rows = Json::array();
  for (const Json& group : list_member(member(report, "mails"), "groups")) {
    rows.push_back({{"name", shown(text_member(group, "name"), "(none)")},
                    {"waited", mails(group, "waited")},
                    {"came_back", mails(group, "came_back")},
                    {"never", mails(group, "never")},
                    {"delay", mean_delay(group)},
                    {"longest", span_of(group, "longest")}});
  }
  return rows;
}

Json waits_of(const Json& report) {
  Json rows = Json::array();
  for (const Json& wait : list_member(report, "waits")) {
    const std::string name = text_member(wait, "client_name");
    const std::string reference = text_member(wait, "reference");
    rows.push_back({{"sender", shown(text_member(wait, "sender"), "<>")},
                    {"recipient", shown(text_member(wait, "recipient"), "?")},
                    {"client", shown(name.empty() ? text_member(wait, "client_address") : name)},
                    {"waited", span_of(wait, "waited")},
                    {"became", flag_member(wait, "passed") ? "passed" : "did not pass yet"},
                    {"reference", shown(reference)},
                    {"reference_link", query_encoded(reference)}});
  }
  return rows;
}

std::string by_words(const std::string& by) {
  if (by == "sender-domain") return "Sender's domain";
  return by == "recipient-domain" ? "Recipient's domain" : "Organisation";
}

}  // namespace

HttpResponse report_page(const Visit& visit) {
  const Form& query = visit.request.query;
  const std::string days = one_of(query, "days", {"7", "1", "30"});
  const std::string by = one_of(query, "by", {"organisation", "sender-domain", "recipient-domain"});
  const auto answer = visit.ask("report", {{"days", std::stoi(days)}, {"by", by}});
  if (!answer) return trouble_page(visit, answer.error());
  const Json steps = histogram_of(member(member(*answer, "site"), "delays"));
  const Json groups = groups_of(*answer);
  const Json waits = waits_of(*answer);
  const bool whole = member(*answer, "site").is_object() && member(*answer, "mails").is_object();
  return page(
      visit, "report", "Report",
      {{"spans",
        choices({{"1", "the last day"}, {"7", "the last 7 days"}, {"30", "the last 30 days"}},
                days)},
       {"bys", choices({{"organisation", "organisation"},
                        {"sender-domain", "sender's domain"},
                        {"recipient-domain", "recipient's domain"}},
                       by)},
       {"by", by_words(by)},
       {"counting", flag_member(*answer, "counting")},
       {"counted", !flag_member(*answer, "counting")},
       {"refresh", flag_member(*answer, "counting") ? "2" : "0"},
       {"as_of", moment(number_member(*answer, "as_of"), visit.now)},
       {"again", here(visit.request)},
       {"incomplete", whole ? ""
                            : "Parts of the report are missing: the store is busy, or no "
                              "history is kept (history_keep = 0)."},
       {"sums", sums_of(*answer)},
       {"steps", steps},
       {"any_steps", !steps.empty()},
       {"no_steps", no_steps_words(*answer)},
       {"groups", groups},
       {"any_groups", !groups.empty()},
       {"waits", waits},
       {"any_waits", !waits.empty()}});
}

}  // namespace greycache::web
