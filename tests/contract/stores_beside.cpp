// Two persistent stores given the same calls.
#include "tests/contract/stores_beside.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "tests/contract/example_facts.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache::stores_beside {

namespace {

constexpr UnixTime kDay = 86'400;
// More than there ever are.
constexpr std::size_t kAll = 10'000;

// To be read where a check fails.
std::string text_of(std::vector<Fact> facts) {
  std::string text;
  for (const Fact& fact : merged_by_moment(std::move(facts))) {
    text += std::to_string(static_cast<int>(fact.kind)) + " " + fact.src + " " + fact.sender_name +
            "@" + fact.sender_domain + " " + fact.rcpt + " " + std::to_string(fact.first_seen) +
            " " + std::to_string(fact.last_seen) + "\n";
  }
  return text;
}

class Beside {
 public:
  Beside(PersistentStore& real, PersistentStore& model, std::uint32_t seed, bool same_order)
      : real_(real), model_(model), random_(seed), same_order_(same_order) {}

  void call() {
    switch (below(14)) {
      case 0:
        return check_load();
      case 1:
        return check_find();
      case 2:
        return check_expire();
      case 3:
        return check_search();
      case 4:
        return check_count();
      case 5:
      case 6:
        return check_opt();
      case 12:
      case 13:
        return check_standings();
      default:
        return merge();
    }
  }

 private:
  using Facts = std::vector<Fact>;

  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::string any(std::initializer_list<const char*> names) {
    return *(names.begin() + below(names.size()));
  }
  std::string any_source() { return "10.0." + std::to_string(below(4)); }
  std::string any_user() { return any({"to:a@here.example", "to:@d.example"}); }
  std::string any_source_or_user() { return below(3) == 0 ? any_user() : any_source(); }
  std::string any_name() { return any({"a", "b", "c", "A", "%"}); }
  std::string any_domain() { return any({"d.example", "e.example", "de.example"}); }
  std::string any_rcpt() { return any({"r@here.example", "s@here.example"}); }
  // Some of a clock that was wrong, some that no table takes as they are.
  UnixTime any_time() {
    if (below(30) == 0) return below(2) == 0 ? -5 : INT64_MAX;
    const auto days = static_cast<UnixTime>(below(below(8) == 0 ? 400 : 6));
    return kTestTime + days * kDay - 3 * kDay + static_cast<UnixTime>(below(4));
  }
  Fact any_fact() {
    const UnixTime first = any_time();
    const UnixTime last = std::max(first, any_time());
    switch (below(4)) {
      case 0:
        return connect_fact(any_source(), any_name(), any_domain(), any_rcpt(), first);
      case 3:
        return correspondent_fact(any_user(), any_name(), any_domain(), first, last);
      case 1:
        return from_awl_fact(any_source(), any_name(), any_domain(), first, last);
      default:
        return domain_awl_fact(any_source(), any_domain(), first, last);
    }
  }
  Cutoffs any_cutoffs() {
    const UnixTime now = kTestTime + static_cast<UnixTime>(below(4)) * kDay;
    return {now - kDay, now - 2 * kDay, below(2) == 0 ? now + kDay : INT64_MAX, now - 3 * kDay};
  }

  void merge() {
    Facts facts(1 + below(12));
    for (Fact& fact : facts) fact = any_fact();
    REQUIRE_STORED(real_.merge(facts));
    REQUIRE_STORED(model_.merge(facts));
  }

  void check_load() {
    std::vector<std::string> sources(1 + below(4));
    for (std::string& source : sources) source = any_source_or_user();
    const Cutoffs cutoffs = any_cutoffs();
    const std::size_t most = below(2) == 0 ? kAll : 1 + below(12);
    const auto real = real_.load(sources, cutoffs, most);
    const auto model = model_.load(sources, cutoffs, most);
    REQUIRE_STORED(real);
    REQUIRE_STORED(model);
    REQUIRE(real->size() == model->size());
    for (std::size_t i = 0; i < real->size(); ++i) {
      CHECK((*model)[i].src == (*real)[i].src);
      CHECK((*model)[i].whole == (*real)[i].whole);
      if ((*real)[i].whole || same_order_) {
        CHECK(text_of((*model)[i].facts) == text_of((*real)[i].facts));
      }
    }
  }

  void check_find() {
    std::vector<Keys> requests(1 + below(3));
    for (Keys& keys : requests) {
      keys = {any_source_or_user(), any_name(), any_domain(), any_name(), any_rcpt()};
    }
    const Cutoffs cutoffs = any_cutoffs();
    const std::size_t size = below(2) == 0 ? 0 : kAll;
    const Excerpt sizes{below(2) == 0 ? 0 : kAll, size, size, size};
    const auto real = real_.find(requests, cutoffs, sizes);
    const auto model = model_.find(requests, cutoffs, sizes);
    REQUIRE_STORED(real);
    REQUIRE_STORED(model);
    REQUIRE(model->size() == real->size());
    for (std::size_t i = 0; i < real->size(); ++i) {
      CHECK(text_of((*model)[i]) == text_of((*real)[i]));
    }
  }

  void check_expire() {
    Cutoffs cutoffs = any_cutoffs();
    const std::size_t limit = same_order_ && below(2) == 0 ? 1 + below(4) : kAll;
    // Which of too many are brought back is nobody's promise.
    if (limit != kAll) cutoffs.future = INT64_MAX;
    Facts real_forgotten;
    Facts model_forgotten;
    const auto real = real_.expire(cutoffs, limit, real_forgotten);
    const auto model = model_.expire(cutoffs, limit, model_forgotten);
    REQUIRE_STORED(real);
    REQUIRE_STORED(model);
    CHECK(*model == *real);
    CHECK(text_of(model_forgotten) == text_of(real_forgotten));
  }

  static Facts found(PersistentStore& store, const FactSearch& wanted) {
    Facts facts;
    for (SearchPlace place; !place.done;) {
      const auto piece = store.search(wanted, place, kAll);
      REQUIRE_STORED(piece);
      facts.insert(facts.end(), piece->begin(), piece->end());
    }
    return facts;
  }

  void check_search() {
    const FactSearch wanted{below(3) == 0 ? "" : any_domain(), below(2) == 0 ? "" : any_name(),
                            below(2) == 0 ? std::vector<std::string>{}
                                          : std::vector<std::string>{any_name(), any_name()},
                            below(2) == 0 ? "" : any_rcpt(), below(2) == 0 ? "" : any_user()};
    CHECK(text_of(found(model_, wanted)) == text_of(found(real_, wanted)));
  }

  void check_count() {
    const auto real = real_.count();
    const auto model = model_.count();
    REQUIRE_STORED(real);
    REQUIRE_STORED(model);
    CHECK(model->connect == real->connect);
    CHECK(model->from_awl == real->from_awl);
    CHECK(model->domain_awl == real->domain_awl);
    CHECK(model->correspondent == real->correspondent);
  }

  void check_opt() {
    const auto table = static_cast<OptTable>(below(4));
    const std::string row = any({"a@b.example", "b.example", "B.example", "\xc3\xa4"});
    const bool add = below(2) == 0;
    const std::int64_t real_before = *real_.opt_tables_version();
    const std::int64_t model_before = *model_.opt_tables_version();
    const auto real = real_.change_opt_table(table, row, add);
    const auto model = model_.change_opt_table(table, row, add);
    REQUIRE_STORED(real);
    REQUIRE_STORED(model);
    CHECK(*model == *real);
    if (*real) CHECK(*model_.opt_tables_version() != model_before);
    if (*real) CHECK(*real_.opt_tables_version() != real_before);
    CHECK(opt_rows(model_, table) == opt_rows(real_, table));
  }

  StandingRow any_standing() {
    return {any_domain(),
            any({"mx1", "mx2"}),
            {static_cast<std::int64_t>(below(4)), below(5), below(5)}};
  }

  // All that is new, sorted: within one batch the order is nobody's promise.
  static std::vector<StandingRow> new_standings(PersistentStore& store, StandingPlace& place,
                                                std::int64_t first_day) {
    std::vector<StandingRow> rows;
    for (bool more = true; more;) {
      const auto page = store.read_standings(first_day, place, 3);
      REQUIRE_STORED(page);
      rows.insert(rows.end(), page->rows.begin(), page->rows.end());
      more = page->more;
    }
    std::ranges::sort(rows, {}, [](const StandingRow& row) {
      return std::tuple(row.organisation, row.counts.day, row.host);
    });
    return rows;
  }

  void check_standings() {
    std::vector<StandingRow> rows(1 + below(6));
    for (StandingRow& row : rows) row = any_standing();
    if (below(4) == 0) {
      const auto first_day = static_cast<std::int64_t>(below(4));
      const auto real = real_.expire_standings(first_day, kAll);
      const auto model = model_.expire_standings(first_day, kAll);
      REQUIRE_STORED(real);
      REQUIRE_STORED(model);
      CHECK(*model == *real);
    }
    for (StandingRow& row : rows) {
      REQUIRE_STORED(real_.merge_standings({&row, 1}));
      REQUIRE_STORED(model_.merge_standings({&row, 1}));
    }
    wait_for_older_writers();
    StandingPlace real_begin;
    StandingPlace model_begin;
    const auto day = static_cast<std::int64_t>(below(3));
    CHECK(new_standings(model_, model_begin, day) == new_standings(real_, real_begin, day));
    CHECK(new_standings(model_, model_place_, 0) == new_standings(real_, real_place_, 0));
  }

  PersistentStore& real_;
  PersistentStore& model_;
  StandingPlace real_place_;
  StandingPlace model_place_;
  std::mt19937 random_;
  bool same_order_;
};

}  // namespace

}  // namespace greycache::stores_beside

namespace greycache {

void check_beside(PersistentStore& real, PersistentStore& model, std::uint32_t seed,
                  std::size_t calls, bool same_order) {
  using namespace stores_beside;
  Beside beside(real, model, seed, same_order);
  for (std::size_t i = 0; i < calls; ++i) {
    CAPTURE(i);
    beside.call();
  }
}

}  // namespace greycache
