// What a filter finds of what waits: by the entries themselves, and by what the history has of
// them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "greycache/policy/keys.h"
#include "greycache/policy/organisation/unit.h"
#include "tests/unit/panel/paged_waiting.h"

namespace greycache::waiting_found_test {

namespace {

using namespace paged_waiting;  // NOLINT: it is this test's bench

}  // namespace

TEST_CASE("a filter is part of a client, a sender or a recipient, as a person writes it") {
  Paged bench;
  bench.store.put(waiting("192.0.2", "alice", "bob@y.example", kNow - 3));
  bench.store.put(waiting("198.51.100", "j%C3%B6rg", "carol@y.example", kNow - 2));
  CHECK(bench.senders({{"filter", "192.0"}}) == "alice ");
  CHECK(bench.senders({{"filter", " ALICE@x "}}) == "alice ");
  CHECK(bench.senders({{"filter", "carol@"}}).size() > 1);
  CHECK(bench.senders({{"filter", "jörg"}}).size() > 1);
  CHECK(bench.senders({{"filter", "nobody"}}).empty());
}

TEST_CASE("an address is looked for with its network, and nothing that only looks like it") {
  Paged bench;
  bench.store.put(waiting("192.0.2", "network", "bob@y.example", kNow - 6));
  bench.store.put(waiting("192.0.2.7", "address", "bob@y.example", kNow - 5));
  bench.store.put(waiting("192.0.2.77", "beside", "bob@y.example", kNow - 4));
  bench.store.put(waiting("192.0.25", "other", "bob@y.example", kNow - 3));
  bench.store.put(waiting("2001:db8:0:1::/64", "wide", "bob@y.example", kNow - 2));
  bench.store.put(waiting("2001:db8:0:1::25", "narrow", "bob@y.example", kNow - 1));
  CHECK(bench.senders({{"filter", "192.0.2.7"}}) == "address network ");
  CHECK(bench.senders({{"filter", "::ffff:192.0.2.7"}}) == "address network ");
  CHECK(bench.senders({{"filter", "2001:DB8:0:1:0:0:0:25"}}) == "narrow wide ");
  CHECK(bench.senders({{"filter", "2001:db8:0:1::26"}}) == "wide ");
  CHECK(bench.senders({{"filter", "[IPv6:2001:db8:0:1::26]"}}) == "wide ");
}

TEST_CASE("an address and a name are looked for among the mails of their client, too") {
  Paged bench;
  const TemporaryDirectory place;
  bench.history = std::make_shared<SqliteHistory>(place.path());
  HistoryRow row = robot(1, kNow - 3);
  row.client_address = "198.18.2.51";
  row.client_name = "mail-x.outlook.com";
  row.sender = "alice@mail.x.example";
  row.recipient = "bob@y.example";
  row.src = "198.18.2";
  row.organisation = "outlook.com";
  REQUIRE_STORED(bench.history->write(lines_of({row})));
  bench.store.put(waiting("outlook.com@shop.example", "alice", "bob@y.example", kNow - 3));
  bench.store.put(waiting("outlook.com@shop.example", "carol", "eve@y.example", kNow - 2));
  bench.store.put(waiting("198.18.2", "dora", "bob@y.example", kNow - 1));
  for (const char* const words : {"198.18.2.51", "[198.18.2.51]"}) {
    CHECK(bench.senders({{"filter", words}}) == "dora alice ");
  }
  CHECK(bench.senders({{"filter", "Mail-X.outlook.com"}}) == "alice ");
  CHECK(bench.senders({{"filter", "mail-x.out"}}) == "alice ");
  CHECK(bench.senders({{"filter", "outlook.com"}}) == "carol alice ");
  CHECK(bench.senders({{"filter", "198.18.2.52"}}) == "dora ");
}

namespace {

constexpr int kMails = 1200;

// So many of one client, the i-th of which came when `at` says.
void write_mails_of_client(Paged& bench, const std::function<UnixTime(int)>& at) {
  std::vector<HistoryRow> rows;
  for (int i = kMails; i > 0; --i) {
    HistoryRow row = attempt_from_below("new", at(i));
    row.reference = fmt::format("R{}", i);
    row.client_address = "198.18.2.51";
    row.sender = fmt::format("s{}@mail.x.example", i);
    bench.store.put(
        waiting("pool.example@x.example", fmt::format("s{}", i), row.recipient, row.at));
    rows.push_back(std::move(row));
  }
  REQUIRE_STORED(bench.history->write(lines_of(rows)));
}

// As PostgreSQL's does.
class EndsAtLimit final : public HistoryStore {
 public:
  explicit EndsAtLimit(std::shared_ptr<HistoryStore> store) : store_(std::move(store)) {}

  StoreResult<void> write(std::span<const HistoryLine> rows) override {
    return store_->write(rows);
  }
  StoreResult<bool> tend(UnixTime before, UnixTime now) override {
    return store_->tend(before, now);
  }
  StoreResult<std::vector<HistoryRow>> find(const HistoryQuery& query, HistoryPlace& place,
                                            std::size_t limit) override {
    auto found = store_->find(query, place, limit);
    if (found && found->size() >= limit) place.done = true;
    return found;
  }

 private:
  std::shared_ptr<HistoryStore> store_;
};

void check_all_are_found(Paged& bench, const std::string& filter) {
  CAPTURE(filter);
  const std::string found = bench.senders({{"filter", filter}, {"limit", 200}});
  for (int i = 1; i <= kMails; ++i) {
    if (found.find(fmt::format("s{} ", i)) == std::string::npos) FAIL_CHECK("lacks ", i);
  }
  // Where time was short on one page of a piece, some of its mails come again with the next one.
  CHECK(std::ranges::count(found, ' ') < 2 * kMails);
}

}  // namespace

TEST_CASE("of a client with more mails than are looked for at once the next pages show them") {
  Paged bench;
  const TemporaryDirectory place;
  bench.history = std::make_shared<SqliteHistory>(place.path());
  write_mails_of_client(bench, [](int i) { return kNow - i; });
  for (const char* const filter :
       {"198.18.2.51", "198.18.2.0/24", "198.18.2.", "@mail.x.example"}) {
    const auto page = bench.answer({{"filter", filter}, {"limit", 200}});
    REQUIRE(page.has_value());
    CHECK(json::parse(page->object)["searched_all"] == false);
    check_all_are_found(bench, filter);
  }
  // Without a history there is nothing more to look for.
  bench.history.reset();
  const auto page = bench.answer({{"filter", "198.18.2.51"}});
  CHECK(json::parse(page->object)["searched_all"] == true);
}

TEST_CASE("all mails of one second are found, however many, by either kind of store") {
  for (const bool ends_at_limit : {false, true}) {
    CAPTURE(ends_at_limit);
    Paged bench;
    const TemporaryDirectory place;
    bench.history = std::make_shared<SqliteHistory>(place.path());
    if (ends_at_limit) bench.history = std::make_shared<EndsAtLimit>(bench.history);
    write_mails_of_client(bench, [](int i) { return i == 1 ? kNow - 9 : kNow - 5; });
    check_all_are_found(bench, "198.18.2.51");
  }
}

TEST_CASE("all mails are found where the clock was set back meanwhile") {
  Paged bench;
  const TemporaryDirectory place;
  bench.history = std::make_shared<SqliteHistory>(place.path());
  write_mails_of_client(bench, [](int i) { return i > kMails / 2 ? kNow - 10 : kNow - 20; });
  check_all_are_found(bench, "198.18.2.51");
  check_all_are_found(bench, "198.18.0.0/16");
}

TEST_CASE("a part of an IPv6 address is looked for as one of IPv4 is") {
  Paged bench;
  bench.store.put(waiting("2001:db8:0:1::/64", "wide", "bob@y.example", kNow - 2));
  bench.store.put(waiting("2001:db9:0:1::25", "other", "bob@y.example", kNow - 1));
  CHECK(bench.senders({{"filter", "2001:DB8"}}) == "wide ");
  CHECK(bench.senders({{"filter", "2001:db8:"}}) == "wide ");
  CHECK(bench.senders({{"filter", "2001:db"}}) == "other wide ");
}

TEST_CASE("a network is looked for among the mails of the clients in it, too") {
  Paged bench;
  const TemporaryDirectory place;
  bench.history = std::make_shared<SqliteHistory>(place.path());
  const auto mail_from = [&](const std::string& address, const std::string& src,
                             const std::string& sender) {
    HistoryRow row = attempt_from_below("new", kNow - 3);
    row.client_address = address;
    row.src = src;
    row.sender = sender + "@mail.x.example";
    row.reference = "R" + sender;
    REQUIRE_STORED(bench.history->write(lines_of({row})));
    bench.store.put(waiting("pool.example@x.example", sender, row.recipient, kNow - 3));
  };
  mail_from("198.18.2.51", "198.18.2", "alice");
  mail_from("198.18.3.51", "198.18.3", "carol");
  mail_from("2001:db8:0:1::25", "2001:db8:0:1::/64", "dora");
  bench.store.put(waiting("198.18.2", "eve", "eve@y.example", kNow - 1));
  for (const char* const filter : {"198.18.2.0/24", "198.18.2.", "198.18.2", "[198.18.2.0/24]"}) {
    CHECK(bench.senders({{"filter", filter}}) == "eve alice ");
  }
  CHECK(bench.senders({{"filter", "198.18.0.0/16"}}) == "eve carol alice ");
  CHECK(bench.senders({{"filter", "198.18."}}) == "eve carol alice ");
  CHECK(bench.senders({{"filter", "198.18.2.48/28"}}) == "alice ");
  CHECK(bench.senders({{"filter", "198.18.2.64/28"}}).empty());
  CHECK(bench.senders({{"filter", "198.18.2.51/32"}}) == "alice ");
  CHECK(bench.senders({{"filter", "2001:db8::/32"}}) == "dora ");
  CHECK(bench.senders({{"filter", "2001:db8:0:1::/64"}}) == "dora ");
  CHECK(bench.senders({{"filter", "2001:db8:0:2::/64"}}).empty());
}

TEST_CASE("a part of a sender is found that his organisation's entry has not") {
  Paged bench;
  const TemporaryDirectory place;
  bench.history = std::make_shared<SqliteHistory>(place.path());
  const std::string local = "bounces+" + std::string(30, 'x') + "-" + std::string(40, 'y');
  const auto mail_of = [&](const std::string& name, const std::string& domain) {
    HistoryRow row = attempt_from_below("new", kNow - 3);
    row.sender = name + "@" + domain;
    row.reference = "R" + name;
    REQUIRE_STORED(bench.history->write(lines_of({row})));
    bench.store.put(waiting("pool.example@x.example", key_part(name, kSenderNameLimit),
                            row.recipient, kNow - 3));
  };
  mail_of("alice", "em1.x.example");
  mail_of("carol", "em2.x.example");
  mail_of(local, "em2.x.example");
  CHECK(bench.senders({{"filter", "@em1.x.example"}}) == "alice ");
  CHECK(bench.senders({{"filter", "EM1.x.ex"}}) == "alice ");
  CHECK(bench.senders({{"filter", "alice@em1.x.exam"}}) == "alice ");
  CHECK(bench.senders({{"filter", "@em3.x.example"}}).empty());
  const std::vector<std::string> parts = {local, local.substr(0, 60), local.substr(20), local + "@",
                                          "yyyyy@em2.x.example"};
  for (const std::string& words : parts) {
    CHECK(bench.senders({{"filter", words}}).starts_with("bounces+"));
  }
  CHECK(bench.senders({{"filter", "x.example"}}).starts_with("carol bounces+"));
}

TEST_CASE("pieces of a line of a mail log are what they say") {
  Paged bench;
  const TemporaryDirectory place;
  bench.history = std::make_shared<SqliteHistory>(place.path());
  HistoryRow row = attempt_from_below("new", kNow - 3);
  row.client_address = "198.18.2.51";
  REQUIRE_STORED(bench.history->write(lines_of({row})));
  bench.store.put(waiting("pool.example@x.example", "alice", "bob@y.example", kNow - 3));
  bench.store.put(waiting("192.0.2", "bob", "alice@y.example", kNow - 2));
  Fact bounce = waiting("192.0.2", "-undef-", "bob@y.example", kNow - 1);
  bounce.sender_domain = "-undef-";
  bench.store.put(bounce);
  CHECK(bench.senders({{"filter", "from=<Alice@mail.x.example>"}}) == "alice ");
  for (const char* const other : {"from=<ice@mail.x.example>", "from=<alice@em2.x.example>"}) {
    CHECK(bench.senders({{"filter", other}}).empty());
  }
  CHECK(bench.senders({{"filter", "from=<>"}}) == " ");
  CHECK(bench.senders({{"filter", "to=<alice@y.example>,"}}) == "bob ");
  CHECK(bench.senders({{"filter", "to=<ice@y.example>"}}).empty());
  CHECK(bench.senders({{"filter", "from=<bob@x.example> to=<bob@y.example>"}}).empty());
  for (const char* const client :
       {"client=mail.pool.example[198.18.2.51]", "mail.pool.example[198.18.2.51]",
        "client=unknown[198.18.2.51]:4711",
        "4Q0: client=x[198.18.2.51], from=<alice@mail.x.example> to=<bob@y.example> proto=ESMTP"}) {
    CHECK(bench.senders({{"filter", client}}) == "alice ");
  }
  CHECK(bench.senders({{"filter", "client=x[198.18.2.51] to=<alice@y.example>"}}).empty());
}

TEST_CASE("a network is looked for by what is in it, and so is the beginning of one") {
  Paged bench;
  bench.store.put(waiting("192.0.2", "network", "bob@y.example", kNow - 5));
  bench.store.put(waiting("192.0.2.7", "address", "bob@y.example", kNow - 4));
  bench.store.put(waiting("192.0.20", "other", "bob@y.example", kNow - 3));
  bench.store.put(waiting("2001:db8:0:1::/64", "wide", "bob@y.example", kNow - 2));
  bench.store.put(waiting("2001:db8:0:1::25", "narrow", "bob@y.example", kNow - 1));
  CHECK(bench.senders({{"filter", "192.0.2.0/24"}}) == "address network ");
  CHECK(bench.senders({{"filter", "192.0.0.0/16"}}) == "other address network ");
  CHECK(bench.senders({{"filter", "2001:DB8:0:1::/64"}}) == "narrow wide ");
  CHECK(bench.senders({{"filter", "192.0.2."}}) == "address network ");
}

TEST_CASE("a sender is found by his whole address, however his entry is cut, and so is nobody") {
  Paged bench;
  const std::string local = "srs0=" + std::string(70, 'x');
  bench.store.put(waiting("192.0.2", key_part(local, kSenderNameLimit), "bob@y.example", kNow - 4));
  bench.store.put(waiting("pool.example@x.example", "alice", "carol@y.example", kNow - 3));
  Fact bounce = waiting("192.0.2", "-undef-", "eve@y.example", kNow - 2);
  bounce.sender_domain = "-undef-";
  bench.store.put(bounce);
  CHECK(bench.senders({{"filter", "<" + local + "@x.example>"}}).starts_with("srs0="));
  CHECK(bench.senders({{"filter", local + "@x.example"}}).starts_with("srs0="));
  CHECK(bench.senders({{"filter", local + "y@x.example"}}).empty());
  CHECK(bench.senders({{"filter", "Alice@mail.x.example"}}) == "alice ");
  CHECK(bench.senders({{"filter", "Alice of X <alice@mail.x.example>"}}) == "alice ");
  CHECK(bench.senders({{"filter", "<carol@y.example>"}}) == "alice ");
  const std::string organisation =
      std::string(60, 'o') + "." + std::string(60, 'p') + "." + std::string(60, 'q') + ".example";
  Fact cut = waiting("pool.example@x.example", "fred", "carol@y.example", kNow - 3);
  cut.sender_domain = key_part(organisation, kOrganisationLimit);
  bench.store.put(cut);
  CHECK(bench.senders({{"filter", "fred@mail." + organisation}}) == "fred ");
  CHECK(bench.senders({{"filter", "<>"}}) == " ");
  bench.store.put(
      waiting("192.0.2", key_part("\"a b\"", kSenderNameLimit), "eve@y.example", kNow - 1));
  bench.store.put(waiting("192.0.2", "c%20d", "eve@y.example", kNow));
  CHECK(bench.senders({{"filter", "\"A b\"@x.example"}}) == "\"a b\" ");
  CHECK(bench.senders({{"filter", "\"c d\"@x.example"}}) == "c d ");
}

TEST_CASE("a reference that the history knows is looked for, another one is a word") {
  Paged bench;
  const TemporaryDirectory place;
  bench.history = std::make_shared<SqliteHistory>(place.path());
  HistoryRow row = robot(1, kNow - 3);
  row.reference = "7K3M9QXA";
  row.sender = "alice@x.example";
  row.recipient = "bob@y.example";
  row.src = "192.0.2";
  REQUIRE_STORED(bench.history->write(lines_of({row})));
  bench.store.put(waiting("192.0.2", "alice", "bob@y.example", kNow - 3));
  bench.store.put(waiting("192.0.3", "carol", "bob@y.example", kNow - 2));
  bench.store.put(waiting("192.0.2", "greybeer", "eve@y.example", kNow - 1));
  CHECK(bench.senders({{"filter", "ref 7k3m9qxa"}}) == "alice ");
  CHECK(bench.senders({{"filter", "7K3M9QXB"}}).empty());
  CHECK(bench.senders({{"filter", "greybeer"}}) == "greybeer ");
  CHECK(bench.senders({{"filter", "7K3M9QXA"}}, "customer.example").empty());
}

}  // namespace greycache::waiting_found_test
