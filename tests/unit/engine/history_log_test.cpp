// What of the decisions goes to the history, and how.
#include "greycache/engine/history_log.h"

#include <doctest/doctest.h>

#include "greycache/policy/organisation/unit.h"

namespace greycache::history_log_test {

namespace {

constexpr UnixTime kNow = 1'000'000;

const Keys kKeys{"192.0.2", "a", "x.example", "a", "r@dst.example"};

HistoryRow whole(const HistoryLine& line) {
  return history_row_of(line.at, line.delay, line.texts).value();
}

// The row of one decision about a request of these attributes.
HistoryRow row_of(Outcome outcome, const std::string& attributes, const KnownEntries& known = {},
                  UnixTime delay = 0, std::optional<int> rule = std::nullopt) {
  PolicyRequest request;
  request.parse(attributes);
  Decision decision;
  decision.outcome = outcome;
  decision.delay = delay;
  return whole(history_line_of(
      {request, kKeys, known, decision, outcome, rule, "dunno", "7K3M9QXA"}, "mx1", kNow));
}

constexpr const char* kMail =
    "client_address=192.0.2.1\nclient_name=Mail.X.example\nhelo_name=MAIL x\n"
    "sender=A@X.example\nrecipient=R@dst.example\n\n";

}  // namespace

TEST_CASE("a row has the mail's names as key parts, in lower case but for the helo") {
  const HistoryRow row = row_of(Outcome::fresh, kMail, {}, 0, 3);
  CHECK(row.at == kNow);
  CHECK(row.mx == "mx1");
  CHECK(row.reference == "7K3M9QXA");
  CHECK(row.outcome == "new");
  CHECK(row.rule == "discrimination:3");
  CHECK(row.client_address == "192.0.2.1");
  CHECK(row.client_name == "mail.x.example");
  CHECK(row.helo_name == "MAIL%20x");
  CHECK(row.sender == "a@x.example");
  CHECK(row.recipient == "r@dst.example");
  CHECK(row.src == "192.0.2");
  CHECK(row.organisation.empty());
  CHECK(row.standing.empty());
}

TEST_CASE("an address is kept in the form that it is asked for in") {
  const auto kept = [](const std::string& written) {
    const std::string mail = "client_address=" + written + "\nsender=a@x\nrecipient=r@y\n\n";
    return row_of(Outcome::fresh, mail).client_address;
  };
  CHECK(kept("::ffff:192.0.2.1") == "192.0.2.1");
  CHECK(kept("2001:DB8:0:0::1") == "2001:db8::1");
  CHECK(kept("no:address") == "no:address");
}

TEST_CASE("a mail that came back tells after how long, an early one, too") {
  KnownEntries known;
  known.connect = Seen{kNow - 60, kNow - 60};
  CHECK(row_of(Outcome::early, kMail, known).delay == 60);
  CHECK(row_of(Outcome::reconnect, kMail, known, 301).delay == 301);
  CHECK(row_of(Outcome::fresh, kMail, known).delay == 0);
  known.connect = Seen{kNow + 60, kNow + 60};
  CHECK(row_of(Outcome::early, kMail, known).delay == 0);
}

TEST_CASE("texts of strangers are bounded and printable") {
  const std::string mail = "client_address=192.0.2.1\nhelo_name=" + std::string(60'000, 'h') +
                           "\nsender=\x1b[2J\"; drop table@x\nrecipient=r@y\n\n";
  const HistoryRow row = row_of(Outcome::fresh, mail);
  CHECK(row.helo_name.size() <= kHistoryNameLimit * 3);
  CHECK(row.sender == "%1B[2j\";%20drop%20table@x");
  CHECK(row_of(Outcome::fresh, "client_address=192.0.2.1\nsender=\nrecipient=r@y\n\n").sender ==
        "");
}

TEST_CASE("an organisation has the name that its entries have, whatever bytes it has") {
  PolicyRequest request;
  request.parse(kMail);
  Decision decision;
  decision.outcome = Outcome::fresh;
  const KnownEntries known;
  const auto organisation_of = [&](const std::string& name) {
    DecidedRequest decided{request,        kKeys, known,   decision,
                           Outcome::fresh, {},    "dunno", "7K3M9QXA"};
    decided.organisation = name;
    return whole(history_line_of(decided, "mx1", kNow)).organisation;
  };
  for (const std::string& name :
       {std::string("x.example"), std::string("\xff\xfe\t %41.example"), std::string("a\0b", 3),
        std::string(80, 'o') + ".example", std::string(600, 'o') + ".example"}) {
    const std::string source = unit_source(name, "s.example");
    CHECK(organisation_of(name) + "@s.example" == source);
  }
  CHECK(organisation_of("").empty());
}

}  // namespace greycache::history_log_test
