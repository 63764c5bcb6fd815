// Shows that what is known of a request is the same whoever has which part of it.
#include "greycache/policy/evidence.h"

#include <doctest/doctest.h>

#include "greycache/policy/ages.h"

namespace greycache::evidence_test {

namespace {

constexpr UnixTime kNow = 1'700'000'000;
const Keys kKeys{"192.0.2", "a+x", "ex.com", "a", "r@dst.org"};
const Cutoffs kCutoffs = cutoffs_at(Rules(), kNow);

Fact connect(UnixTime first, const std::string& rcpt = "r@dst.org") {
  return {FactKind::connect, "192.0.2", "a+x", "ex.com", rcpt, first, first};
}

Fact from_awl(UnixTime first, UnixTime last, const std::string& name = "a") {
  return {FactKind::from_awl, "192.0.2", name, "ex.com", {}, first, last};
}

Fact domain_awl(UnixTime last, const std::string& domain = "ex.com") {
  return {FactKind::domain_awl, "192.0.2", {}, domain, {}, kNow - 900, last};
}

KnownEntries known_by(const Evidence& evidence) {
  return make_known(evidence, kKeys, kCutoffs);
}

}  // namespace

TEST_CASE("nothing at hand is nothing known, of an absent source") {
  const KnownEntries known = known_by({});
  CHECK(known.none());
  CHECK(known.residence == Residence::absent);
}

TEST_CASE("each part alone makes the three entries known, and no others") {
  const std::vector<Fact> facts{connect(kNow - 60),     from_awl(kNow - 90, kNow - 80),
                                domain_awl(kNow - 70),  connect(kNow - 1, "other@dst.org"),
                                from_awl(1, kNow, "b"), domain_awl(kNow, "other.com")};
  const SourceFacts loaded{"192.0.2", facts};
  const KnownEntries hot{Residence::absent, facts[2], facts[1], facts[0]};
  for (const Evidence& evidence :
       {Evidence{.hot = hot}, Evidence{.loaded = &loaded}, Evidence{.found = &facts},
        Evidence{.changes = facts}, Evidence{hot, nullptr, &loaded, &facts, facts}}) {
    const KnownEntries known = known_by(evidence);
    CHECK(known.connect == facts[0]);
    CHECK(known.from_awl == facts[1]);
    CHECK(known.domain_awl == facts[2]);
  }
}

TEST_CASE("copies are merged") {
  const SourceFacts loaded{"192.0.2", {from_awl(kNow - 90, kNow - 80), connect(kNow - 20)}};
  const std::vector<Fact> found{from_awl(kNow - 85, kNow - 50)};
  const std::vector<Fact> changes{from_awl(kNow - 70, kNow - 60), connect(kNow - 10)};
  const KnownEntries hot{Residence::absent, {}, {}, Seen(kNow - 30, kNow - 30)};
  const KnownEntries known = known_by({hot, nullptr, &loaded, &found, changes});
  CHECK(known.from_awl == Seen(kNow - 90, kNow - 50));
  CHECK(known.connect == Seen(kNow - 30, kNow - 30));
}

TEST_CASE("a connect that is over hides no younger one") {
  const UnixTime last_moment = kNow - 24 * 3600;
  for (const UnixTime old : {last_moment, last_moment - 1}) {
    const std::vector<Fact> changes{connect(old), connect(kNow - 10)};
    const KnownEntries hot{Residence::whole, {}, {}, Seen(old, old)};
    const UnixTime counts = old == last_moment ? old : kNow - 10;
    CHECK(known_by({.hot = hot, .changes = changes}).connect == Seen(counts, counts));
  }
}

TEST_CASE("a source is at hand as it was loaded, or whole as the hot store has it") {
  const SourceFacts whole{"192.0.2", {}};
  const SourceFacts part{"192.0.2", {}, false};
  const auto residence = [](Residence hot, const SourceFacts* loaded) {
    return known_by({.hot = {hot, {}, {}, {}}, .loaded = loaded}).residence;
  };
  CHECK(residence(Residence::absent, &whole) == Residence::whole);
  CHECK(residence(Residence::absent, &part) == Residence::large);
  CHECK(residence(Residence::large, &whole) == Residence::whole);
  CHECK(residence(Residence::whole, &part) == Residence::whole);
  CHECK(residence(Residence::whole, nullptr) == Residence::whole);
}

TEST_CASE("what was loaded says nothing new of a source that is whole since") {
  const SourceFacts loaded{"192.0.2", {connect(kNow - 60)}};
  CHECK(known_by({.hot = {Residence::whole, {}, {}, {}}, .loaded = &loaded}).none());
}

}  // namespace greycache::evidence_test
