// The first page: is all well, and what was there in a day.
#include "greyweb/page/day_chart.h"
#include "greyweb/page/words.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"

namespace greycache::web {

namespace {

struct Level {
  std::string_view name;
  std::string_view css_class;
  std::string_view word;
};
constexpr Level kLevels[] = {{"error", "bad", "Wrong"}, {"warning", "warn", "Take care"}};
constexpr Level kNote{"note", "", "Note"};

Level level_of(const Json& finding) {
  const std::string name = text_member(finding, "level");
  for (const Level& level : kLevels) {
    if (level.name == name) return level;
  }
  return kNote;
}

Json findings_of(const Json& answer) {
  Json findings = Json::array();
  for (const Json& finding : list_member(answer, "findings")) {
    const Level level = level_of(finding);
    findings.push_back({{"class", level.css_class},
                        {"level", level.word},
                        {"text", shown_sentence(text_member(finding, "text"))},
                        {"advice", shown_sentence(text_member(finding, "advice"))}});
  }
  return findings;
}

Json stores_of(const Json& answer) {
  Json stores = Json::array();
  for (const Json& store : list_member(answer, "stores")) {
    const bool up = flag_member(store, "up");
    stores.push_back({{"name", shown(text_member(store, "name"))},
                      {"state", up ? "in use" : "away"},
                      {"class", up ? "good" : "bad"},
                      {"reason", shown_sentence(text_member(store, "reason"))}});
  }
  return stores;
}

bool all_up(const Json& answer) {
  for (const Json& store : list_member(answer, "stores")) {
    if (!flag_member(store, "up")) return false;
  }
  return list_member(answer, "findings").empty();
}

// Where the object is nested ("journal.bytes"), its member.
std::optional<std::int64_t> figure(const Json& figures, std::string_view path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return number_member(figures, path);
  return number_member(member(figures, path.substr(0, dot)), path.substr(dot + 1));
}

struct Figure {
  std::string_view path;
  std::string_view name;
  std::string_view unit;
};
constexpr Figure kFigures[] = {
    {"requests", "Requests since the start", ""},
    {"requests_waiting", "Requests being decided", ""},
    {"late", "Answered late since the start", ""},
    {"connections.open", "Connections of Postfix", ""},
    {"journal.for_persistent", "Changes that wait for the store", "records"},
    {"journal.bytes", "Journal", "bytes"}};

Json figures_of(const Json& answer) {
  Json rows = Json::array();
  for (const auto& [path, name, unit] : kFigures) {
    const auto value = figure(member(answer, "figures"), path);
    if (!value) continue;
    rows.push_back({{"name", name}, {"value", count_text(*value)}, {"unit", unit}});
  }
  return rows;
}

// The daemon counts in memory: of what was before its start the figures have nothing.
Json counted_since(const Json& answer, UnixTime now) {
  constexpr UnixTime kDay = 86400;
  const auto started = number_member(answer, "started");
  return started && *started > now - kDay ? moment(started, now) : Json();
}

// Names, or objects with a name.
Json hosts_of(const Json& answer) {
  Json hosts = Json::array();
  for (const Json& host : list_member(answer, "hosts")) {
    hosts.push_back(shown(host.is_string() ? host.get<std::string>() : text_member(host, "name")));
  }
  return hosts;
}

}  // namespace

HttpResponse now_page(const Visit& visit) {
  const auto answer = visit.ask("now");
  if (!answer) return trouble_page(visit, answer.error());
  return page(visit, "now", "Now",
              {{"well", all_up(*answer) ? "All is well." : ""},
               {"findings", findings_of(*answer)},
               {"chart", day_chart(member(*answer, "minutes"))},
               {"counted_since", counted_since(*answer, visit.now)},
               {"stores", stores_of(*answer)},
               {"version", shown(text_member(*answer, "version"), "not known")},
               {"storage", shown(text_member(*answer, "storage"), "not known")},
               {"started", moment(number_member(*answer, "started"), visit.now)},
               {"figures", figures_of(*answer)},
               {"hosts", hosts_of(*answer)}});
}

}  // namespace greycache::web
