// The decision logs.
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/log.h"
#include "common/typed_log.h"
#include "greycache/engine/json_log.h"
#include "greycache/engine/sqlgrey_log.h"

namespace greycache::decision_log_test {

namespace {

using Lines = std::vector<std::string>;

class KeptLines : public LogSink {
 public:
  explicit KeptLines(Lines& lines) : lines_(lines) {}
  void write(LogLevel, std::string_view line) override { lines_.emplace_back(line); }

 private:
  Lines& lines_;
};

// What `log` writes of one decision, with all types at `level`.
Lines lines_of(DecisionLog& decision_log, Outcome outcome, const Keys& keys,
               std::vector<Fact> changes = {}, int level = 2, const KnownEntries& known = {},
               std::string_view reference = {}) {
  Lines lines;
  auto before = set_log_sink(std::make_unique<KeptLines>(lines));
  const LogLevels levels_before = log_levels();
  set_log_levels(uniform_log_levels(level));
  PolicyRequest request;
  request.parse(
      "client_address=192.0.2.1\nclient_name=mail.x.example\nsender=A\x1b@x.example\n"
      "recipient=R@dst.example\n\n");
  Decision decision;
  decision.outcome = outcome;
  decision.delay = 301;
  decision.changes = std::move(changes);
  decision_log.decided({request, keys, known, decision, outcome, std::nullopt, "dunno", reference});
  set_log_levels(levels_before);
  set_log_sink(std::move(before));
  return lines;
}

const Keys kKeys{"192.0.2", "a%1B", "x.example", "a%1B", "r@dst.example"};

}  // namespace

TEST_CASE("decisions are logged in SQLgrey's words, strangers' text escaped") {
  const auto log = make_sqlgrey_log(false);
  CHECK(lines_of(*log, Outcome::fresh, kKeys) ==
        Lines{"grey: new: 192.0.2(192.0.2.1), a\\x1b@x.example -> r@dst.example"});
  CHECK(lines_of(*log, Outcome::early, kKeys) ==
        Lines{"grey: early reconnect: 192.0.2(192.0.2.1), a\\x1b@x.example -> r@dst.example"});
  CHECK(lines_of(*log, Outcome::throttled, kKeys) ==
        Lines{"grey: throttling: 192.0.2(192.0.2.1), a\\x1b@x.example -> r@dst.example"});
  CHECK(lines_of(*log, Outcome::domain_awl, kKeys) ==
        Lines{"grey: domain awl match: updating 192.0.2(192.0.2.1), x.example"});
  CHECK(lines_of(*log, Outcome::from_awl, kKeys) ==
        Lines{"grey: from awl match: updating 192.0.2(192.0.2.1), "
              "a\\x1b@x.example(a\\x1b@x.example)"});
  CHECK(lines_of(*log, Outcome::whitelisted, {}) ==
        Lines{"whitelist: A\\x1b@x.example, 192.0.2.1(mail.x.example) -> R@dst.example"});
}

TEST_CASE("a reconnect tells its delay and what was added") {
  const auto log = make_sqlgrey_log(false);
  const Fact sender{FactKind::from_awl, "192.0.2", "a%1B", "x.example", "", 1, 2};
  CHECK(lines_of(*log, Outcome::reconnect, kKeys, {sender}) ==
        Lines{"grey: reconnect ok: 192.0.2(192.0.2.1), a\\x1b@x.example -> r@dst.example (301)",
              "grey: from awl: 192.0.2, a\\x1b@x.example added"});
  const Fact domain{FactKind::domain_awl, "192.0.2", "", "x.example", "", 1, 2};
  CHECK(lines_of(*log, Outcome::reconnect, kKeys, {domain}).at(1) ==
        "grey: domain awl: 192.0.2, x.example added");
}

TEST_CASE("a reference ends the lines of mail that waits or has waited, where it is wanted") {
  const auto plain = make_sqlgrey_log(false);
  CHECK(lines_of(*plain, Outcome::fresh, kKeys, {}, 2, {}, "7K3M9QXA").at(0).ends_with(".example"));
  const auto log = make_sqlgrey_log(true);
  CHECK(lines_of(*log, Outcome::fresh, kKeys, {}, 2, {}, "7K3M9QXA") ==
        Lines{"grey: new: 192.0.2(192.0.2.1), a\\x1b@x.example -> r@dst.example ref 7K3M9QXA"});
  CHECK(lines_of(*log, Outcome::reconnect, kKeys, {}, 2, {}, "7K3M9QXA")
            .at(0)
            .ends_with(" -> r@dst.example (301) ref 7K3M9QXA"));
  CHECK(lines_of(*log, Outcome::fresh, kKeys).at(0).ends_with(".example"));
  const auto json = make_json_log();
  CHECK(lines_of(*json, Outcome::fresh, kKeys, {}, 2, {}, "7K3M9QXA")
            .at(0)
            .find(R"("reference":"7K3M9QXA")") != std::string::npos);
}

TEST_CASE("mail that an operator lets through has a line of its own") {
  const auto log = make_sqlgrey_log(true);
  CHECK(lines_of(*log, Outcome::expected, kKeys, {}, 2, {}, "7K3M9QXA") ==
        Lines{"grey: expected: 192.0.2(192.0.2.1), a\\x1b@x.example -> r@dst.example ref "
              "7K3M9QXA"});
}

TEST_CASE("levels decide by type what is logged") {
  const auto log = make_sqlgrey_log(false);
  CHECK(lines_of(*log, Outcome::fresh, kKeys, {}, 1).empty());
  CHECK(lines_of(*log, Outcome::whitelisted, {}, {}, 1).empty());
  CHECK(lines_of(*log, Outcome::inactive, {}, {}, 1).empty());
  CHECK(lines_of(*log, Outcome::not_applicable, {}, {}, 2).empty());
  CHECK(lines_of(*log, Outcome::not_applicable, {}, {}, 3).size() == 1);
}

TEST_CASE("mail that is not greylisted by lists or rules leaves its line, too") {
  const auto log = make_sqlgrey_log(false);
  CHECK(lines_of(*log, Outcome::inactive, {}) ==
        Lines{"optin: greylisting inactive for R@dst.example: A\\x1b@x.example, "
              "192.0.2.1(mail.x.example)"});
  CHECK(lines_of(*log, Outcome::unsuspicious, {}) ==
        Lines{"conf: Discrimination Passed check - not greylisting 192.0.2.1(mail.x.example): "
              "A\\x1b@x.example -> R@dst.example"});
}

TEST_CASE("a network of IPv6 is logged as an address, which sqlgrey-logstats can read") {
  Keys keys = kKeys;
  keys.src = "2001:db8:1:2::/64";
  const auto log = make_sqlgrey_log(false);
  CHECK(lines_of(*log, Outcome::fresh, keys).at(0).starts_with("grey: new: 2001:db8:1:2::(192."));
}

TEST_CASE("the JSON log has every fact of a decision") {
  const auto log = make_json_log();
  const Fact added{FactKind::from_awl, "192.0.2", "a%1B", "x.example", "", 1000, 1301};
  KnownEntries known;
  known.connect =
      Fact{FactKind::connect, "192.0.2", "a%1B", "x.example", "r@dst.example", 1000, 1000};
  const Lines lines = lines_of(*log, Outcome::reconnect, kKeys, {added}, 2, known);
  REQUIRE(lines.size() == 1);
  CHECK(
      lines[0] ==
      R"({"outcome":"reconnect","action":"dunno","delay":301,"rule":null,"reference":null,"src":"192.0.2",)"
      R"("awl_name":"a\u001b@x.example","first_seen":1000,"last_seen":1000,"added":"from_awl",)"
      R"("organisation":null,"standing":null,"by_organisation":false,)"
      R"("client_address":"192.0.2.1","client_name":"mail.x.example","helo_name":"",)"
      R"("sender":"A\u001b@x.example","recipient":"R@dst.example","instance":""})");
}

TEST_CASE("the JSON log tells a client's organisation, how it stands, and whose the outcome is") {
  Lines lines;
  auto before = set_log_sink(std::make_unique<KeptLines>(lines));
  const auto log = make_json_log();
  PolicyRequest request;
  request.parse("client_address=192.0.2.1\nsender=a@x.example\nrecipient=r@dst.example\n\n");
  const Keys unit{"pool.example@x.example", "a", "x.example", "a", "r@dst.example"};
  Decision decision;
  decision.outcome = Outcome::early;
  for (const bool good : {true, false}) {
    log->decided({.request = request,
                  .keys = kKeys,
                  .known = {},
                  .decision = decision,
                  .outcome = decision.outcome,
                  .rule = std::nullopt,
                  .action = "dunno",
                  .organisation = "pool.example",
                  .unit = &unit,
                  .good_standing = good,
                  .by_unit = good});
  }
  set_log_sink(std::move(before));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].find(R"("src":"192.0.2",)") != std::string::npos);
  CHECK(
      lines[0].find(R"("organisation":"pool.example","standing":"good","by_organisation":true,)") !=
      std::string::npos);
  CHECK(
      lines[1].find(R"("organisation":"pool.example","standing":"bad","by_organisation":false,)") !=
      std::string::npos);
}

TEST_CASE("the JSON log has the times of the entry that let a mail pass") {
  const auto log = make_json_log();
  KnownEntries known;
  known.domain_awl = Fact{FactKind::domain_awl, "192.0.2", "", "x.example", "", 7, 900};
  CHECK(lines_of(*log, Outcome::domain_awl, kKeys, {}, 2, known)
            .at(0)
            .find(R"("first_seen":7,"last_seen":900,"added":null,)") != std::string::npos);
  CHECK(lines_of(*log, Outcome::fresh, kKeys, {}, 2, known)
            .at(0)
            .find(R"("first_seen":null,"last_seen":null,"added":null,)") != std::string::npos);
}

TEST_CASE("the JSON log has null where no store was asked, and nothing below level 2") {
  const auto log = make_json_log();
  CHECK(lines_of(*log, Outcome::whitelisted, {})
            .at(0)
            .find(R"("src":null,"awl_name":null,"first_seen":null,)") != std::string::npos);
  CHECK(lines_of(*log, Outcome::whitelisted, {}, {}, 1).empty());
}

TEST_CASE("a forgotten waiting entry is SQLgrey's spam line") {
  CHECK(spam_text({FactKind::connect, "192.0.2", "a", "x.example", "r@dst.example", 7, 7}) ==
        "192.0.2: a@x.example -> r@dst.example at 7");
  CHECK(spam_text({FactKind::connect, "pool.example@x.example", "a", "x.example", "r@dst.example",
                   7, 7}) == "pool.example: a@x.example -> r@dst.example at 7");
}

}  // namespace greycache::decision_log_test
