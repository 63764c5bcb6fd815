// What a search of a million rows takes with summaries and without, and what they cost: the figures
// of docs/decisions/0052. Skipped unless asked for: unit_sqlite --no-skip -tc='measure: history*'.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <ctime>

#include "greycache/sqlite/history_summaries.h"
#include "tests/unit/sqlite/history_file.h"

namespace greycache {

namespace {

constexpr int kRows = 1'000'000;
constexpr int kWanted = kRows / 2;

// As a mail host sees it: some thousand recipients, hardly an organisation, half without a name.
HistoryRow usual_robot(int number) {
  HistoryRow row = robot(number, kHistoryNow - 6 * kDay + number / 2);
  row.reference = fmt::format("K{:07}", number);
  row.recipient = fmt::format("person{}@customer{}.example", number % 2000, number % 20);
  if (number % 10 != 0) row.organisation = "";
  if (number % 2 != 0) row.client_name = "unknown";
  return row;
}

double thread_us() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

void show_search(const HistoryFile& file, const char* name, const HistoryQuery& query) {
  const auto begin = std::chrono::steady_clock::now();
  const auto found = file.find(query);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  std::printf("  %-12s %8.1f ms, %zu found, %lld looked at\n", name, took.count(),
              found.rows.size(), static_cast<long long>(found.looked_at));
}

void show_searches(const HistoryFile& file, const HistoryRow& row) {
  HistoryQuery sender;
  sender.sender = row.sender;
  HistoryQuery domain;
  domain.sender = row.sender.substr(row.sender.find('@'));
  HistoryQuery client;
  client.client_address = row.client_address;
  HistoryQuery name;
  name.client = row.client_name;
  HistoryQuery party;
  party.party = "nobody@nowhere.example";
  show_search(file, "reference", of_reference(row.reference));
  show_search(file, "sender", sender);
  show_search(file, "domain", domain);
  show_search(file, "address", client);
  show_search(file, "client name", name);
  show_search(file, "nobody", party);
}

// Microseconds of processor time a row.
double write_all(HistoryFile& file, HistoryRow (*row)(int)) {
  double us = 0;
  for (int begin = 0; begin < kRows; begin += 1000) {
    std::vector<HistoryLine> lines;
    for (int i = begin; i < begin + 1000; ++i) lines.push_back(history_line_of(row(i)));
    const double start = thread_us();
    REQUIRE_STORED(file.store().write(lines));
    us += thread_us() - start;
  }
  return us / kRows;
}

// The rows have summaries already: these are made anew, apart.
void show_cost(const HistoryFile& file) {
  auto database = file.open();
  REQUIRE_STORED(database.script("drop table history_summary; pragma wal_checkpoint(truncate)"));
  const std::int64_t before = *database.number("select page_count from pragma_page_count") -
                              *database.number("select freelist_count from pragma_freelist_count");
  HistorySummaries summaries(database);
  const double begin = thread_us();
  double longest = 0;
  for (bool more = true; more;) {
    const double step = thread_us();
    more = *summaries.step();
    longest = std::max(longest, thread_us() - step);
  }
  const double us = (thread_us() - begin) / kRows;
  const std::int64_t after = *database.number("select page_count from pragma_page_count") -
                             *database.number("select freelist_count from pragma_freelist_count");
  std::printf("  made afterwards: %.2f us a row, %.1f ms at once, %.1f MB beside %.1f MB of rows\n",
              us, longest / 1000, static_cast<double>(after - before) * 4096 / 1e6,
              static_cast<double>(before) * 4096 / 1e6);
}

void measure(HistoryRow (*row)(int)) {
  HistoryFile file;
  std::printf("writing: %.2f us a row\n", write_all(file, row));
  file.tend();
  std::printf("with summaries:\n");
  show_searches(file, row(kWanted));
  show_cost(file);
  file.run("drop table history_summary");
  std::printf("without:\n");
  show_searches(file, row(kWanted));
}

}  // namespace

TEST_CASE("measure: history of robots" * doctest::skip()) {
  measure(usual_robot);
}

TEST_CASE("measure: history of rows that share no name" * doctest::skip()) {
  measure([](int number) { return robot(number, kHistoryNow - 6 * kDay + number / 2); });
}

}  // namespace greycache
