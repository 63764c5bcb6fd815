// Every count of the daemon is in all that an operator reads, under names of its own.
#include "greycache/control/counters.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <fstream>
#include <iterator>
#include <set>

#include "greycache/control/figures_text.h"

namespace greycache {

namespace {

// Counts that no other has, in a struct of nothing but counts.
template <typename Counts>
void number(Counts& counts, std::int64_t& next, std::vector<std::int64_t>& numbers) {
  std::array<std::int64_t, sizeof(Counts) / sizeof(std::int64_t)> all{};
  for (std::int64_t& count : all) numbers.push_back(count = next += 7);
  counts = std::bit_cast<Counts>(all);
}

struct NumberedFigures {
  NumberedFigures() {
    std::int64_t next = 1'000'000;
    number(figures.counted, next, numbers);
    number(figures.journal, next, numbers);
    figures.journal.state = 1;
    std::erase(numbers, numbers[sizeof(Statistics) / sizeof(std::int64_t)]);
    const DelayCounts& delays = figures.counted.delays;
    of_delays.assign(delays.within.begin(), delays.within.end());
    of_delays.insert(of_delays.end(), {delays.mails, delays.seconds});
    std::erase_if(numbers, [&](std::int64_t number) {
      return std::find(of_delays.begin(), of_delays.end(), number) != of_delays.end();
    });
    number(figures.cache, next, numbers);
    number(figures.hot, next, numbers);
    for (std::int64_t* figure :
         {&figures.connections_open, &figures.requests_waiting, &figures.sources_wanted,
          &figures.set_aside, &figures.log_lines_dropped, &figures.history.written,
          &figures.history.waiting, &figures.history.lost}) {
      numbers.push_back(*figure = next += 7);
    }
    for (std::int64_t& failures : figures.background_failures) {
      numbers.push_back(failures = next += 7);
    }
    for (std::int64_t& failing : figures.background_failing) {
      numbers.push_back(failing = next += 7);
    }
    for (StoreFigures& store : figures.stores) numbers.push_back(store.outages = next += 7);
    figures.stores[0].name = "Redis";
    figures.stores[1] = {"PostgreSQL", false, "no \"route\"", figures.stores[1].outages};
    figures.stores[2].name = "journal";
  }

  Figures figures;
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> of_delays;  // which the text has in words
};

std::string file(const char* path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("every count is in the text, in the JSON and in the metrics") {
  const NumberedFigures numbered;
  for (const std::string& text : {stats_text(numbered.figures), stats_json(numbered.figures),
                                  metrics_text(numbered.figures)}) {
    for (const std::int64_t number : numbered.numbers) {
      CAPTURE(number);
      CHECK(text.find(std::to_string(number)) != std::string::npos);
    }
  }
}

TEST_CASE("hosts that go without Redis are counted, and named with since when") {
  Figures figures;
  figures.stores[0].name = "Redis";
  CHECK(stats_json(figures).find("\"others_without_redis\":[]") != std::string::npos);
  figures.others_without_hot = {{"mx1:/a", 60, 0, 0}, {"mx2:/b", 120, 0, 0}};
  CHECK(stats_text(figures).find("Redis                  away at mx1:/a since 1970-01-01 00:01:00 "
                                 "UTC\n") != std::string::npos);
  CHECK(stats_json(figures).find("\"others_without_redis\":[{\"host\":\"mx1:/a\",\"since\":60},"
                                 "{\"host\":\"mx2:/b\",\"since\":120}]") != std::string::npos);
  CHECK(stats_json(figures).find("\"hosts_without\":2") != std::string::npos);
  CHECK(metrics_text(figures).find("greycache_hosts_without_redis 2\n") != std::string::npos);
}

TEST_CASE("counts of delays are in the JSON and in the metrics") {
  const NumberedFigures numbered;
  for (const std::string& text : {stats_json(numbered.figures), metrics_text(numbered.figures)}) {
    for (const std::int64_t number : numbered.of_delays) {
      CAPTURE(number);
      CHECK(text.find(std::to_string(number)) != std::string::npos);
    }
  }
}

TEST_CASE("delays are a histogram in the metrics, and words in the text") {
  Figures figures;
  CHECK(stats_text(figures).find("delays                 none\n") != std::string::npos);
  figures.counted.delays.add(310);
  figures.counted.delays.add(1000);
  CHECK(stats_text(figures).find(
            "delays                 half within 6 minutes, 95 % within 20 minutes\n") !=
        std::string::npos);
  const std::string metrics = metrics_text(figures);
  CHECK(metrics.find("# TYPE greycache_delay_seconds histogram\n"
                     "greycache_delay_seconds_bucket{le=\"60\"} 0\n") != std::string::npos);
  CHECK(metrics.find("greycache_delay_seconds_bucket{le=\"360\"} 1\n") != std::string::npos);
  CHECK(metrics.find("greycache_delay_seconds_bucket{le=\"86400\"} 2\n"
                     "greycache_delay_seconds_bucket{le=\"+Inf\"} 2\n"
                     "greycache_delay_seconds_sum 1310\n"
                     "greycache_delay_seconds_count 2\n") != std::string::npos);
  CHECK(stats_json(figures).find("\"delays\":{\"count\":2,\"sum\":1310,\"within\":{\"60\":0,") !=
        std::string::npos);
  figures.counted.delays.add(90000);
  CHECK(stats_text(figures).find("half within 20 minutes, 95 % over 1 day\n") != std::string::npos);
}

TEST_CASE("rows have all their names, each its own, and those of a family follow each other") {
  std::set<std::string> texts;
  std::set<std::string> members;
  std::set<std::string> metrics;
  std::set<std::string> families;
  std::set<std::string> objects;
  std::string family;
  std::string object;
  for (const Counter& row : counters()) {
    CAPTURE(row.text);
    CHECK_FALSE((row.text.empty() || row.json.empty() || row.prometheus.empty()));
    CHECK(row.help.ends_with('.'));
    CHECK(texts.insert(row.text).second);
    CHECK(members.insert(row.json).second);
    CHECK(metrics.insert(row.prometheus + row.label).second);
    CHECK((row.prometheus.ends_with("_total") == (row.type == Counter::Type::counter)));
    CHECK((row.prometheus == family || families.insert(row.prometheus).second));
    family = row.prometheus;
    const std::string in = row.json.substr(0, row.json.find('.') + 1);
    CHECK((in == object || in.empty() || objects.insert(in).second));
    object = in;
  }
}

TEST_CASE("the JSON nests and quotes") {
  const NumberedFigures numbered;
  const std::string json = stats_json(numbered.figures);
  CHECK(json.starts_with("{\"version\":\""));
  CHECK(json.find(",\"outcomes\":{\"not_applicable\":") != std::string::npos);
  CHECK(json.find("},\"requests\":") != std::string::npos);
  CHECK(json.find("\"state\":\"memory\"") != std::string::npos);
  CHECK(json.find("{\"name\":\"PostgreSQL\",\"up\":false,\"reason\":\"no \\\"route\\\"\",") !=
        std::string::npos);
  CHECK(json.ends_with("}]}\n"));
}

TEST_CASE("a state is a line for each that could be") {
  const std::string text = metrics_text(NumberedFigures().figures);
  CHECK(text.find("greycache_journal_state{state=\"disk\"} 0\n"
                  "greycache_journal_state{state=\"memory\"} 1\n"
                  "greycache_journal_state{state=\"full\"} 0\n") != std::string::npos);
  CHECK(text.find("greycache_store_up{store=\"PostgreSQL\"} 0\n") != std::string::npos);
}

TEST_CASE("docs/operations.md explains every row") {
  const std::string operations = file(GREYCACHE_OPERATIONS);
  REQUIRE(!operations.empty());
  for (const Counter& row : counters()) {
    if (row.group == "outcomes") continue;
    CAPTURE(row.text);
    CHECK(operations.find("`" + row.text + "`") != std::string::npos);
  }
}

}  // namespace greycache
