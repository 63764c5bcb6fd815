// A search of the history: rows, their mails, and what became of those.
#include "greycache/control/history_search.h"

#include <doctest/doctest.h>

#include "tests/unit/storage/opt_bench.h"

namespace greycache::history_search_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

// Rows in memory, one looked at in a piece.
class HeldHistory : public HistoryStore {
 public:
  std::vector<HistoryRow> rows;  // the oldest first
  bool away = false;
  bool endless = false;
  int pieces = 0;

  StoreResult<void> write(std::span<const HistoryLine>) override { return {}; }
  StoreResult<bool> tend(UnixTime, UnixTime) override { return false; }
  StoreResult<std::vector<HistoryRow>> find(const HistoryQuery& query, HistoryPlace& place,
                                            std::size_t limit) override {
    ++pieces;
    if (away) return tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "away"});
    const auto next = std::min(place.before, static_cast<std::int64_t>(rows.size())) - 1;
    place.before = next;
    place.done = next <= 0 && !endless;
    std::vector<HistoryRow> found;
    if (next >= 0 && limit > 0) {
      const HistoryRow& row = rows[static_cast<std::size_t>(next)];
      if (query.wants(row)) found.push_back(row);
    }
    return found;
  }
};

struct Searched : OptBench<> {
  HistoryRow& add(const char* reference, const char* outcome, UnixTime at) {
    HistoryRow row;
    row.at = at;
    row.reference = reference;
    row.outcome = outcome;
    row.src = "192.0.2";
    row.sender = "alice@x.example";
    row.recipient = "bob@y.example";
    history->rows.push_back(row);
    return history->rows.back();
  }

  HistorySearch::Answer find(const HistoryQuery& query, std::size_t limit = 100,
                             std::chrono::milliseconds time = std::chrono::seconds(5)) {
    HistorySearch::Question question;
    question.query = query;
    question.limit = limit;
    question.stories = true;
    question.history = history;
    question.policy = policy;
    question.cutoffs = cutoffs_at(policy->rules, kNow);
    question.now = kNow;
    question.end = std::chrono::steady_clock::now() + time;
    std::optional<HistorySearch::Answer> answer;
    HistorySearch::begin(worker, std::move(question),
                         [&](HistorySearch::Answer found) { answer = std::move(found); });
    REQUIRE(turn_until([&] { return answer.has_value(); }));
    return *answer;
  }

  std::shared_ptr<HeldHistory> history = std::make_shared<HeldHistory>();
  std::shared_ptr<PolicySet> policy = std::make_shared<PolicySet>();
};

HistoryQuery of_outcome(const char* outcome) {
  HistoryQuery query;
  query.outcomes = {outcome};
  return query;
}

}  // namespace

TEST_CASE("rows come with all attempts of their mails, whatever was asked for") {
  Searched bench;
  bench.add("AAAAAAAA", "new", kNow - 500);
  bench.add("BBBBBBBB", "new", kNow - 400);
  bench.add("AAAAAAAA", "reconnect", kNow - 100);
  const auto answer = bench.find(of_outcome("reconnect"));
  REQUIRE(answer.rows.size() == 1);
  REQUIRE(answer.mails.size() == 1);
  CHECK(answer.mails[0].attempts.size() == 2);
  CHECK(answer.mails[0].became == Became::passed);
  CHECK(answer.trouble.empty());
}

TEST_CASE("the newest rows are found, as many as are wanted") {
  Searched bench;
  for (int i = 0; i < 20; ++i) bench.add("AAAAAAAA", "early", kNow - 100 + i);
  const auto answer = bench.find({}, 3);
  REQUIRE(answer.rows.size() == 3);
  CHECK(answer.rows[0].at == kNow - 81);
  CHECK(answer.rows[2].at == kNow - 83);
}

TEST_CASE("a first attempt that is over never came back, unless its sender is known by now") {
  Searched bench;
  const UnixTime over = kNow - bench.policy->rules.max_connect_age - 1;
  bench.add("AAAAAAAA", "new", over);
  CHECK(bench.find({}).mails[0].became == Became::never);
  Fact known;
  known.kind = FactKind::from_awl;
  known.src = "192.0.2";
  known.sender_name = "alice";
  known.sender_domain = "x.example";
  known.first_seen = known.last_seen = kNow - 100;
  bench.store.put(known);
  CHECK(bench.find({}).mails[0].became == Became::known);
}

TEST_CASE("a store of entries that is away leaves what became of a mail open, with a word") {
  Searched bench;
  bench.add("AAAAAAAA", "new", kNow - bench.policy->rules.max_connect_age - 1);
  bench.store.away = true;
  const auto answer = bench.find({});
  CHECK(answer.rows.size() == 1);
  CHECK(answer.trouble.find("cannot be asked") != std::string::npos);
}

TEST_CASE("a history that is away is told, and the search ends") {
  Searched bench;
  bench.history->away = true;
  const auto answer = bench.find({});
  CHECK(answer.rows.empty());
  CHECK(answer.trouble == "(not all: away)\n");
}

TEST_CASE("a search that comes to no end is ended, and says so") {
  Searched bench;
  bench.history->endless = true;
  const auto answer = bench.find({}, 100, std::chrono::milliseconds(1));
  CHECK(answer.trouble.find("took too long") != std::string::npos);
}

}  // namespace greycache::history_search_test
