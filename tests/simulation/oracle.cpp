// What everybody should know.
#include "tests/simulation/oracle.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.h"
#include "greycache/policy/decide.h"
#include "greycache/policy/organisation/combination.h"
#include "tests/simulation/correspondence.h"

namespace greycache::simulation {

namespace {

void take_in(std::optional<Seen>& into, const Fact& fact) {
  if (into) {
    merge_into(fact.kind, *into, fact);
  } else {
    into = Seen(fact);
  }
}

// What one source alone says, of these facts.
struct Judged {
  KnownEntries known;
  Decision decision;
};

Judged judged(const Keys& keys, const std::vector<Fact>& facts, const Rules& rules, UnixTime now) {
  KnownEntries known;
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  std::vector<Fact> counted;
  for (const Fact& fact : facts) {
    const bool over = expired(fact, cutoffs);
    if (!over) counted.push_back(fact);
    // Of an AWL entry that does not count it is known all the same when it was seen.
    if (is_named(fact, keys) && !(over && fact.kind == FactKind::connect)) {
      take_in(known.of(fact.kind), fact);
    }
  }
  // A mail that is first seen by two hosts, which do not know of each other, waits once.
  const Tally tally = tally_of(merged(std::move(counted)), keys, rules, cutoffs);
  return {known, decide(rules, keys, known, now, tally)};
}

// Where every kind of fact would have to be asked for and nothing of it is known.
bool asks_stores(const DecidedRequest& decided) {
  return !decided.keys.src.empty();
}

}  // namespace

void Oracle::decided(const DecidedRequest& decided, const View& view, Time now, UnixTime true_now) {
  const std::string mail = fmt::format("{} {} {}", decided.request.instance, decided.request.sender,
                                       decided.request.recipient);
  if (decided.again) {
    const auto before = mails_.find(mail);
    // Whoever went away was not answered, and yet it was decided.
    if (before != mails_.end() && before->second != decided.outcome) {
      complain(decided, view, "answers one mail in two ways");
    }
    return;
  }
  mails_[mail] = decided.outcome;
  // What own users' mail teaches.
  if (decided.outcome == Outcome::not_applicable) {
    for (const Fact& lesson : decided.decision.changes) learn(lesson, view, now, true_now);
  }
  if (!asks_stores(decided)) return;
  check_expectations(decided, view);
  const Sides sides = sides_of(decided, view, true_now);
  for (const Side& side : sides) check_not_forgotten(decided, view, side);
  check_correspondence(decided, view, true_now);
  if (view.calm && decided.outcome != Outcome::expected) check_exactly(decided, view, sides, now);
  for (const Fact& change : decided.decision.changes) learn(change, view, now, true_now);
  // Of one that was answered since its time was over what is remembered comes later, unseen.
  const bool in_time = decided.outcome != Outcome::correspondent || view.calm;
  if (decided.outcome != Outcome::in_doubt && in_time) return;
  unsure_.insert(decided.keys.src);
  if (decided.unit != nullptr) unsure_.insert(decided.unit->src);
}

void Oracle::check_expectations(const DecidedRequest& decided, const View& view) {
  const std::string sender = lower_ascii(decided.request.sender);
  const std::string recipient = lower_ascii(decided.request.recipient);
  const ExpectedMail::View by{view.host, view.now, view.asked, view.calm};
  const bool passed = decided.outcome == Outcome::expected;
  if (passed && !expected_mail_.maybe(sender, recipient, by)) {
    complain(decided, view, "lets pass what nobody expects");
  }
  if (!passed && expected_mail_.surely(sender, recipient, by)) {
    complain(decided, view, "does not know what is expected");
  }
}

void Oracle::check_correspondence(const DecidedRequest& decided, const View& view,
                                  UnixTime true_now) {
  const Correspondence written = correspondence_of(decided, view, true_now);
  // Where the persistent store cannot tell he waits as anybody does.
  if ((view.calm || view.store_answers) && written.surely && !passes(decided.outcome)) {
    complain(decided, view, "forgot a correspondent");
  }
  if (decided.outcome == Outcome::correspondent && !written.maybe) {
    complain(decided, view, "lets pass who was never written to");
  }
}

Oracle::Sides Oracle::sides_of(const DecidedRequest& decided, const View& view,
                               UnixTime true_now) const {
  Sides sides{{&decided.keys, part_of(decided.keys.src, view, true_now)}};
  if (decided.unit != nullptr) {
    sides.push_back({decided.unit, part_of(decided.unit->src, view, true_now),
                     decided.good_standing ? Side::Counts::all : Side::Counts::waiting});
  }
  return sides;
}

void Oracle::learn(const Fact& fact, const View& view, Time now, UnixTime true_now) {
  auto& known = facts_[fact.src];
  const auto [place, fresh] = known.try_emplace(key_of(fact));
  if (fresh) {
    place->second.seen = Seen(fact);
    if (fact.kind == FactKind::connect) {
      place->second.first_anew = is_first_anew(fact, view, true_now);
    }
  } else {
    merge_into(fact.kind, place->second.seen, fact);
  }
  place->second.sources.push_back({view.host, now, view.memory});
  ++waiting_[view.host];
  ++unstored_[view.host];
  if (view.memory) ++in_memory_[view.host];
  changed_[fact.src] = now;
}

// Whether the recipient wrote to the sender, as far as the host must know and may know.
Oracle::Correspondence Oracle::correspondence_of(const DecidedRequest& decided, const View& view,
                                                 UnixTime true_now) const {
  Correspondence written;
  const auto keys =
      correspondence_keys(view.rules.correspondents, std::string(decided.request.recipient),
                          std::string(decided.request.sender));
  if (!keys) return written;
  const auto named = [&](const Fact& fact) { return is_named(fact, *keys); };
  const Part part = part_of(keys->src, view, true_now);
  written.surely = std::ranges::any_of(part.facts, named);
  written.maybe = unsure_.contains(keys->src) || std::ranges::any_of(part.all, named);
  return written;
}

// By the clock that is furthest ahead, and the shortest ages. What is learned of a correspondent is
// written to Redis as it is: it has the time of whoever learned it last, maybe by a clock behind.
Cutoffs Oracle::surely_alive(UnixTime true_now) const {
  const UnixTime ahead = true_now + extremes_.most_ahead + kRounding;
  const UnixTime apart = extremes_.most_ahead - extremes_.most_behind;
  return {.connect = ahead - extremes_.shortest.connect,
          .awl = ahead - extremes_.shortest.awl,
          .correspondent = ahead + apart - extremes_.shortest.correspondent};
}

Cutoffs Oracle::maybe_alive(UnixTime true_now) const {
  const UnixTime behind = true_now + extremes_.most_behind - kRounding;
  return {.connect = behind - extremes_.longest.connect,
          .awl = behind - extremes_.longest.awl,
          .correspondent = behind - extremes_.longest.correspondent};
}

bool Oracle::due(const Fact& fact, const Known& known, const View& view) const {
  if (known.lost) return false;
  return std::ranges::any_of(known.sources, [&](const Source& source) {
    if (source.handed_on < view.asked) {
      // A reading that the request found under way saw PostgreSQL before.
      const bool read_before = view.on_stand_in && source.host != view.host &&
                               source.handed_on > view.asked - kLongestReading;
      return !read_before && !lost_twice(fact.src, source);
    }
    if (asked_besides(source, view)) return true;
    if (source.host != view.host || source.acknowledged >= view.asked) return false;
    // What is stored is on its way into a Redis that had lost it.
    return losses_of(fact.src, source.acknowledged, Time::max()) == 0 || !view.is_stored(fact);
  });
}

// Redis may have been filled without it: by a host that began to read the persistent store before
// that had it, since Redis lacked the source, and ended after Redis had lost the source once more
// (docs/decisions/0030).
bool Oracle::lost_twice(const std::string& src, const Source& source) const {
  const Time end = source.handed_on + kLongestReading;
  return losses_of(src, source.acknowledged, end) > 0 &&
         losses_of(src, source.acknowledged - kLongestReading, end) > 1;
}

std::size_t Oracle::losses_of(const std::string& src, Time from, Time to) const {
  std::size_t count = 0;
  for (const std::string& lost : {src, std::string()}) {
    const auto times = losses_.find(lost);
    if (times == losses_.end()) continue;
    const auto within = [&](Time time) { return time >= from && time <= to; };
    count += static_cast<std::size_t>(std::ranges::count_if(times->second, within));
  }
  return count;
}

Oracle::Part Oracle::part_of(const std::string& src, const View& view, UnixTime true_now) const {
  Part part;
  const auto found = facts_.find(src);
  if (found == facts_.end()) return part;
  for (const auto& [key, known] : found->second) {
    const Fact fact = fact_of(key, known.seen);
    if (!expired(fact, maybe_alive(true_now))) part.all.push_back(fact);
    if (due(fact, known, view) && !expired(fact, surely_alive(true_now)))
      part.facts.push_back(fact);
  }
  return part;
}

Outcome Oracle::expected(const Sides& sides, const Rules& rules, UnixTime now) {
  const Judged narrow = judged(*sides[0].keys, sides[0].part.facts, rules, now);
  if (sides.size() == 1) return narrow.decision.outcome;
  const Rules of_unit = unit_rules(rules, sides[1].counts == Side::Counts::all);
  const Judged unit = judged(*sides[1].keys, sides[1].part.facts, of_unit, now);
  return combine(rules, {sides[1].keys, unit.known, &unit.decision},
                 {sides[0].keys, narrow.known, &narrow.decision}, now)
      .decision.outcome;
}

bool Oracle::is_sure(const Side& side, const View& view, Time now) const {
  const std::string& src = side.keys->src;
  if (unsure_.contains(src) || side.part.facts.size() != side.part.all.size()) return false;
  const auto changed = changed_.find(src);
  return changed == changed_.end() ||
         (now - changed->second >= kOnTheWay && changed->second < view.asked);
}

// Where everything is known for sure: nothing is on its way, nothing at the edge of its age.
void Oracle::check_exactly(const DecidedRequest& decided, const View& view, const Sides& sides,
                           Time now) {
  if (decided.outcome == Outcome::in_doubt) return complain(decided, view, "is in doubt");
  if (!std::ranges::all_of(sides, [&](const Side& side) { return is_sure(side, view, now); })) {
    return;
  }
  Sides exact = sides;
  for (Side& side : exact) side.part.facts = merged_by_moment(side.part.facts);
  const Outcome before = expected(exact, view.rules, view.now - kRounding);
  const Outcome at = expected(exact, view.rules, view.now);
  if (before != at) return;
  // How many wait depends on when each has expired, by whose clock.
  const bool lenient = extremes_.most_ahead != extremes_.most_behind;
  if (lenient && (at == Outcome::throttled || at == Outcome::fresh) &&
      (decided.outcome == Outcome::throttled || decided.outcome == Outcome::fresh)) {
    return;
  }
  ++checked_exactly_;
  if (at == decided.outcome) return;
  // Who was written to passes, and nothing changes by it.
  if (decided.outcome == Outcome::correspondent && !passes(at)) return;
  // So does who need not wait. Standing is not modelled here.
  if (decided.outcome == Outcome::proven && begins_to_wait(at)) return;
  // Of two sources that know the sender either passes the mail, by whatever entry is at hand.
  if (sides.size() > 1 && is_awl_hit(at) && is_awl_hit(decided.outcome)) return;
  if (at == Outcome::domain_awl && passes_by_part(decided, view, sides)) return;
  if (at == Outcome::throttled && waits_hidden(decided, view, sides)) return;
  const auto is_youngest = [&](const Side& side) { return waits_as_youngest(decided, view, side); };
  if (at == Outcome::reconnect && std::ranges::any_of(sides, is_youngest)) return;
  complain(decided, view, fmt::format("should be {}", outcome_name(at)));
}

// Of a source with too many entries, or that Redis had to begin anew, some are at hand, and a
// sender that is auto-whitelisted there passes as such: nobody asks whether its domain is, too
// (docs/decisions/0012).
bool Oracle::passes_by_part(const DecidedRequest& decided, const View& view,
                            const Sides& sides) const {
  if (decided.outcome != Outcome::from_awl) return false;
  return std::ranges::any_of(sides, [&](const Side& side) {
    const auto known = facts_.find(side.keys->src);
    if (known == facts_.end() || known->second.size() <= view.most_of_source) return false;
    return std::ranges::any_of(side.part.facts, [&](const Fact& fact) {
      return fact.kind == FactKind::from_awl && is_named(fact, *side.keys);
    });
  });
}

void Oracle::complain(const DecidedRequest& decided, const View& view, const std::string& what) {
  wrong_(fmt::format("host {} {}: {} of {} from {} to {} is {}", view.host, what,
                     decided.request.instance, decided.keys.src, decided.request.sender,
                     decided.request.recipient, outcome_name(decided.outcome)));
}

}  // namespace greycache::simulation
