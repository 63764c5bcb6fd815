// Holds the outcome of every state that a mail's two sources can be in, by every standing, and with
// whatever else lets it pass, against rules that are written down once more.
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "greycache/policy/correspondent.h"
#include "tests/unit/engine/bench_of_parts.h"

using namespace greycache;

namespace {

constexpr UnixTime kDay = 86'400;

// Seconds ago that a mail was first attempted, and that its sender or his domain was known.
struct SourceState {
  std::optional<UnixTime> waits_since{};
  std::optional<UnixTime> sender_seen{};
  std::optional<UnixTime> domain_seen{};

  bool due() const { return waits_since && *waits_since > 300 && *waits_since <= kDay; }
  bool early() const { return waits_since && *waits_since <= 300; }
  bool knows() const {
    const auto counts = [](const std::optional<UnixTime>& seen) {
      return seen && *seen < 60 * kDay;
    };
    return counts(sender_seen) || counts(domain_seen);
  }
  bool passed_since() const {
    return sender_seen && *sender_seen < 60 * kDay && *sender_seen < *waits_since;
  }
};

constexpr std::array kStates{
    SourceState{},
    SourceState{.waits_since = 100},
    SourceState{.waits_since = 600},
    SourceState{.waits_since = kDay},
    SourceState{.waits_since = kDay + 1},
    SourceState{.sender_seen = 60},
    SourceState{.sender_seen = 60 * kDay},
    SourceState{.domain_seen = 60},
    SourceState{.waits_since = 600, .sender_seen = 500},
    SourceState{.waits_since = 600, .sender_seen = 700},
    SourceState{.waits_since = 100, .sender_seen = 50},
    SourceState{.waits_since = 600, .sender_seen = 60 * kDay},
    SourceState{.waits_since = 600, .domain_seen = 60},
};

// What else there is.
struct Around {
  bool good = true;
  std::optional<UnixTime> written_to{};  // seconds ago
  bool expected = false;
  bool opted_out = false;
};

// Any of these where an AWL entry lets the mail pass.
Outcome outcome_of(const SourceState& narrow, const SourceState& unit, const Around& around) {
  if (around.opted_out) return Outcome::inactive;
  if (around.expected) return Outcome::expected;
  if (narrow.knows() || (around.good && unit.knows())) return Outcome::from_awl;
  if (narrow.due() || (unit.due() && !unit.passed_since())) return Outcome::reconnect;
  if (around.written_to && *around.written_to < 90 * kDay) return Outcome::correspondent;
  return narrow.early() || unit.early() ? Outcome::early : Outcome::fresh;
}

struct EveryState : Bench {
  EveryState() {
    Rules rules;
    rules.greymethod = GreyMethod::organisation;
    rules.correspondents = Correspondents::address;
    rules.optmethod = OptMethod::optout;
    auto expectations = std::make_shared<Expectations>();
    for (const char* name : {"@expected.example", "@both.example"}) {
      expectations->merge({name, "", now + 9, now, now + 9});
    }
    auto opted = std::make_shared<OptLists>();
    opted->add(OptTable::optout_domain, "opted.example");
    opted->add(OptTable::optout_domain, "both.example");
    auto set = std::make_shared<PolicySet>();
    set->rules = rules;
    set->lists.expectations = expectations.get();
    set->lists.opt_lists = opted.get();
    set->expectations = expectations;
    set->opt_lists = opted;
    engine.set_policy(set, options);
    engine.standing().merge({"bad.example", "other", {standing_day(now), 100'000, 0}});
  }

  void put(const SourceState& state, const std::string& src, const std::string& domain,
           const std::string& recipient) {
    const auto seen = [&](FactKind kind, const std::string& name, const std::string& rcpt,
                          const std::optional<UnixTime>& ago) {
      if (ago) store.put({kind, src, name, domain, rcpt, now - *ago, now - *ago});
    };
    seen(FactKind::connect, "s", recipient, state.waits_since);
    seen(FactKind::from_awl, "s", "", state.sender_seen);
    seen(FactKind::domain_awl, "", "", state.domain_seen);
  }

  // Each case has a network, a sender's domain and a recipient of its own.
  Outcome outcome(const SourceState& narrow, const SourceState& unit, const Around& around) {
    const std::string number = std::to_string(++cases);
    const std::string network =
        "10." + std::to_string(cases / 200) + "." + std::to_string(cases % 200);
    const std::string domain = "d" + number + ".example";
    const std::string organisation = around.good ? "good.example" : "bad.example";
    const std::string here = around.expected ? (around.opted_out ? "both" : "expected")
                                             : (around.opted_out ? "opted" : "plain");
    const std::string to = "r" + number + "@" + here + ".example";
    store.forget();
    put(narrow, network, domain, to);
    put(unit, organisation + "@" + domain, domain, to);
    if (around.written_to) {
      const auto keys = correspondent_keys(to, "s@" + domain);
      store.put(correspondent_fact(*keys, now - *around.written_to));
    }
    const auto before = statistics.outcomes;
    ask("request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=" + network +
        ".7\nclient_name=out." + organisation + "\nsender=s@" + domain + "\nrecipient=" + to +
        "\n\n");
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto each = static_cast<Outcome>(i);
      if (statistics.outcomes[i] == before[i]) continue;
      return each == Outcome::domain_awl ? Outcome::from_awl : each;
    }
    return Outcome::in_doubt;
  }

  int cases = 0;
};

}  // namespace

TEST_CASE("every state of both sources, by every standing and whatever else lets mail pass") {
  EveryState site;
  for (const SourceState& narrow : kStates) {
    for (const SourceState& unit : kStates) {
      for (int bits = 0; bits < 8; ++bits) {
        for (const auto& written : {std::optional<UnixTime>(), std::optional<UnixTime>(100),
                                    std::optional<UnixTime>(90 * kDay)}) {
          const Around around{(bits & 1) != 0, written, (bits & 2) != 0, (bits & 4) != 0};
          const Outcome expected = outcome_of(narrow, unit, around);
          const Outcome outcome = site.outcome(narrow, unit, around);
          if (outcome == expected) continue;
          CAPTURE(&narrow - kStates.data());
          CAPTURE(&unit - kStates.data());
          CAPTURE(bits);
          CAPTURE(written.value_or(0));
          CHECK(std::string(outcome_name(outcome)) == outcome_name(expected));
        }
      }
    }
  }
}
