// Random rows and questions: with summaries and without, and whatever else wrote the file, a search
// finds what is there.
#include "greycache/sqlite/history_scan.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/sqlite/history_file.h"

namespace greycache {

namespace {

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(engine_); }

 private:
  std::mt19937 engine_;
};

// Of names some are rare and some in every block.
HistoryRow random_row(Chance& chance, UnixTime at) {
  HistoryRow row = robot(chance.below(chance.below(2) == 0 ? 20 : 40'000), at);
  const int kind = chance.below(8);
  if (kind == 0) row.sender = "";
  if (kind == 1) row.recipient = row.sender;
  if (kind == 2) row.client_name = "unknown";
  if (kind == 3) row.organisation = row.src = "";
  if (kind == 4) row.sender = "postmaster";
  if (chance.below(3) == 0) row.outcome = "early";
  return row;
}

HistoryQuery random_query(Chance& chance) {
  const HistoryRow row = random_row(chance, kHistoryNow);
  HistoryQuery query;
  switch (chance.below(9)) {
    case 0:
      query.references = {row.reference, "nobody's"};
      break;
    case 1:
      query.sender = row.sender;
      break;
    case 2:
      query.recipient = row.recipient;
      break;
    case 3:
      query.party = row.sender;
      break;
    case 4:
      query.client_address = row.client_address;
      break;
    case 5:
      query.client = row.client_name;
      break;
    case 6:
      query.client = row.organisation;
      break;
    case 7:
      query.sender = "@sender" + std::to_string(chance.below(40'000)) + ".example";
      break;
    default:
      query.client = "longer", query.client_organisation = row.organisation;
  }
  if (chance.below(4) == 0) query.outcomes = {"early"};
  if (chance.below(4) == 0) query.since = kHistoryNow - chance.below(10) * kDay;
  if (chance.below(4) == 0) query.until = kHistoryNow - chance.below(10) * kDay;
  if (chance.below(8) == 0) query.time = std::chrono::milliseconds(0);
  return query;
}

// Without names there is nothing to ask a summary.
std::vector<HistoryRow> wanted(const std::vector<HistoryRow>& all, const HistoryQuery& query) {
  std::vector<HistoryRow> rows;
  std::ranges::copy_if(all, std::back_inserter(rows),
                       [&](const HistoryRow& row) { return query.wants(row); });
  return rows;
}

// Time goes on by some hours.
void write_some(HistoryFile& file, Chance& chance, UnixTime& at) {
  for (int batch = chance.below(8); batch >= 0; --batch) {
    std::vector<HistoryRow> rows;
    at = std::min(at + chance.below(3) * 3000, kHistoryNow);
    for (int i = chance.below(1000); i >= 0; --i) rows.push_back(random_row(chance, at));
    file.write(rows);
  }
}

void do_something(HistoryFile& file, Chance& chance, UnixTime& at) {
  const std::string number = std::to_string(chance.below(30'000));
  switch (chance.below(7)) {
    case 0:
      return file.tend();
    case 1:
      return file.tend(at - chance.below(3) * kDay);
    case 2:
      return file.run("delete from history where number > " + number);
    case 3:
      return file.run("delete from history where number < " + number);
    case 4:
      return file.run("delete from history where number % 17 = 3");
    case 5:
      return static_cast<void>(file.store().tend(0, kHistoryNow));
    default:
      return write_some(file, chance, at);
  }
}

}  // namespace

TEST_CASE("a search finds all rows that are wanted, whatever was written and deleted before") {
  for (unsigned seed = 1; seed <= 2; ++seed) {
    CAPTURE(seed);
    Chance chance(seed);
    HistoryFile file;
    UnixTime at = kHistoryNow - 9 * kDay;
    write_some(file, chance, at);
    for (int round = 0; round < 10; ++round) {
      write_some(file, chance, at);
      do_something(file, chance, at);
      const auto all = file.find({}).rows;
      for (int i = 0; i < 10; ++i) {
        const HistoryQuery query = random_query(chance);
        REQUIRE(file.find(query).rows == wanted(all, query));
      }
    }
  }
}

}  // namespace greycache
