// Rows that anybody may have written into the embedded store: what the schema refuses, what the
// migration takes out, and that a row which makes no sense disturbs nobody.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "greycache/sqlite/sqlite_store.h"
#include "tests/contract/example_facts.h"
#include "tests/contract/odd_values.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

const Fact kInnocent = from_awl_fact("203.0.113", "n", "d.example", kTestTime, kTestTime);
const std::vector<std::int64_t> kTimes = {INT64_MIN,       -1,       0, kTestTime, kLatestTime,
                                          kLatestTime + 1, INT64_MAX};

class Rows {
 public:
  Rows() : store_(directory_.path(), Durability::process) { REQUIRE(store_.open()); }

  SqliteStore& store() { return store_; }

  Database beside() const {
    auto database = Database::open(directory_.file("greycache.sqlite"), Database::Synchronous::off,
                                   std::chrono::milliseconds(1000));
    REQUIRE(database.has_value());
    return std::move(*database);
  }

  std::vector<Fact> load(const std::string& src, const Cutoffs& cutoffs = {}) {
    const auto loaded = store_.load(std::vector<std::string>{src}, cutoffs, 1000);
    REQUIRE(loaded.has_value());
    for (const Fact& fact : loaded->front().facts) CHECK(is_sound(fact));
    return loaded->front().facts;
  }

 private:
  TemporaryDirectory directory_;
  SqliteStore store_;
};

// As SQL, of any bytes.
std::string literal(const std::string& text) {
  std::string hex;
  for (const char c : text) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return "cast(x'" + hex + "' as text)";
}

std::vector<std::string> odd_texts() {
  std::vector<std::string> texts = odd_names();
  texts.push_back(std::string("a\0b", 3));
  texts.push_back(std::string("\0", 1));
  texts.emplace_back("\xff\xfe");
  texts.emplace_back("a\xc3");
  return texts;
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string insert(const std::string& table, const std::string& src) {
    std::string values = literal(src) + ", " + name();
    if (table != "domain_awl") values += ", " + name();
    if (table == "connect") values += ", " + name();
    values += fmt::format(", {}", time());
    if (table != "connect") values += fmt::format(", {}", time());
    return fmt::format("insert or ignore into {} values ({});", table, values);
  }

 private:
  std::string name() {
    return literal(random_() % 2 == 0 ? fmt::format("n{}.example", random_() % 100)
                                      : texts_[random_() % texts_.size()]);
  }
  std::int64_t time() { return kTimes[random_() % kTimes.size()]; }

  std::minstd_rand random_;
  std::vector<std::string> texts_ = odd_texts();
};

void expire_all(SqliteStore& store, const Cutoffs& cutoffs) {
  std::vector<Fact> forgotten;
  std::size_t deleted = 0;
  do {
    const auto result = store.expire(cutoffs, 100, forgotten);
    REQUIRE(result.has_value());
    deleted = *result;
  } while (deleted >= 100);
  for (const Fact& fact : forgotten) CHECK(is_sound(fact));
}

}  // namespace

TEST_CASE("sqlite rows: anything that the columns can hold leaves loading and cleaning alone") {
  const KeptLog log;
  for (const unsigned seed : {1U, 2U, 3U}) {
    CAPTURE(seed);
    Rows rows;
    REQUIRE(rows.store().merge({kInnocent}));
    Generator generator(seed);
    std::string script;
    for (int row = 0; row < 300; ++row) {
      for (const char* table : {"connect", "from_awl", "domain_awl"}) {
        script += generator.insert(table, fmt::format("10.0.{}", row % 5));
      }
    }
    REQUIRE(rows.beside().script(script));
    const Cutoffs cutoffs = {kTestTime - 3600, kTestTime - 3600, kTestTime + 3600};
    rows.load("10.0.0", cutoffs);
    CHECK(rows.load("203.0.113", cutoffs) == std::vector<Fact>{kInnocent});
    CHECK(rows.store().set_aside() > 10);
    for (int number = 0; number < 100; ++number) {
      const FactSearch wanted{fmt::format("n{}.example", number), "", {}, "n7.example"};
      for (SearchPlace place; !place.done;) {
        const auto found = rows.store().search(wanted, place, 10'000);
        REQUIRE(found.has_value());
        for (const Fact& fact : *found) CHECK(is_sound(fact));
      }
    }
    REQUIRE(rows.store().count().has_value());
    expire_all(rows.store(), cutoffs);
    CHECK(rows.load("203.0.113", cutoffs) == std::vector<Fact>{kInnocent});
    expire_all(rows.store(), {kTestTime + 3601, kTestTime + 3600, kTestTime + 7200});
    const auto counts = rows.store().count();
    CHECK(counts->connect + counts->from_awl + counts->domain_awl == 0);
  }
  CHECK(log.size() < 100);
}

TEST_CASE("sqlite rows: the opt tables take none that makes no sense") {
  Rows rows;
  Database database = rows.beside();
  for (const char* table : {"optin_domain", "optin_email", "optout_domain", "optout_email"}) {
    const auto taken = [&](const std::string& value) {
      return database.script(fmt::format("insert into {} values ({})", table, value)).has_value();
    };
    for (const std::string& text : odd_texts()) {
      CAPTURE(text.substr(0, 20));
      CHECK(taken(literal(text)) == (!text.empty() && text.size() <= 255));
    }
    REQUIRE(taken("'here.example'"));
    const std::string column = std::string(table).ends_with("domain") ? "domain" : "email";
    CHECK_FALSE(database.script(fmt::format("update {} set {} = ''", table, column)));
  }
}

TEST_CASE("sqlite rows: the columns take no other type") {
  Rows rows;
  Database database = rows.beside();
  for (const char* other : {"null", "x'6162'", "1.5", "'x'"}) {
    CAPTURE(other);
    CHECK_FALSE(
        database.script(fmt::format("insert into connect values ('v', 'd', 'n', 'r', {})", other)));
  }
}

TEST_CASE("sqlite rows: those of an older file that make no sense are moved out of the way") {
  const TemporaryDirectory directory;
  {
    SqliteStore store(directory.path(), Durability::process);
    REQUIRE(store.open());
  }
  auto old = Database::open(directory.file("greycache.sqlite"), Database::Synchronous::off,
                            std::chrono::milliseconds(1000));
  REQUIRE(old.has_value());
  std::string script =
      "drop table set_aside; drop table correspondent; drop table standing; drop table "
      "standing_change; drop table expectation; drop table expectation_version; "
      "drop table mail_count;"
      "pragma user_version = 1;";
  for (const char* table : {"optin_domain", "optin_email", "optout_domain", "optout_email"}) {
    script += fmt::format("drop trigger {0}_sound_insert; drop trigger {0}_sound_update;", table);
  }
  script +=
      "insert into connect values ('s', 'd', 'n', 'r', -5), ('s', 'd', 'n', 'r', 5);"
      "insert into from_awl values ('s', 'd', 'a b', 1, 2), ('s', 'd', 'n', 1, 2);"
      "insert into domain_awl values ('s', 'd', 1, 9223372036854775807);"
      "insert into optin_domain values (''), ('here.example');";
  REQUIRE(old->script(script));
  const KeptLog log;
  SqliteStore store(directory.path(), Durability::process);
  REQUIRE(store.open());
  CHECK(old->number("select count(*) from set_aside") == 4);
  CHECK(old->number("select count(*) from set_aside where origin = 'connect' "
                    "and entry = 's d n r -5'") == 1);
  CHECK(old->number("select count(*) from connect") == 1);
  CHECK(old->number("select count(*) from optin_domain") == 1);
  CHECK(log.size() == 1);
}

}  // namespace greycache
