// What Redis answers about a source, as facts and into the decision: four lines with the names of a
// request, then a line a field and a line its value.
#include "greycache/redis/source_reading.h"

#include <string>
#include <vector>

#include "greycache/policy/decide.h"
#include "greycache/policy/keys.h"
#include "greycache/redis/source_entry.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

constexpr std::string_view kGeneration = "g1";
constexpr UnixTime kNow = 1'760'000'000;
const Instant kAt{kNow, {}};

Keys keys_of(Input& input) {
  Keys keys;
  keys.src = "192.0.2";
  keys.sender_name = key_part(input.line(), kSenderNameLimit);
  keys.sender_domain = key_part(input.line(), kSenderDomainLimit);
  keys.awl_name = key_part(input.line(), kSenderNameLimit);
  keys.rcpt = key_part(input.line(), kRcptLimit);
  return keys;
}

RedisReply array_of(Input& input) {
  RedisReply reply;
  reply.type = RedisReply::Type::array;
  while (!input.rest().empty()) {
    RedisReply& element = reply.elements.emplace_back();
    element.text = input.line();
    element.type = element.text == "(nil)" ? RedisReply::Type::nil : RedisReply::Type::string;
  }
  return reply;
}

void check_entry(const Fact& fact) {
  check(storable(fact), "a fact out of an entry can be stored again");
  check(parse_entry(fact.src, entry_field(names_of(fact)), entry_value(fact)) == fact,
        "an entry reads back as the same fact");
}

void check_decision(const Keys& keys, const KnownEntries& known, const std::vector<Fact>& all) {
  Rules rules;
  rules.connect_src_throttle = 5;
  const Tally tally = tally_of(all, keys, rules, cutoffs_at(rules, kNow));
  const Decision decision = decide(rules, keys, known, kNow, tally);
  check(!decision.needs_tally, "with a tally there is a decision");
  check(decision.delay >= 0 && decision.delay <= rules.max_connect_age, "a delay has bounds");
  for (const Fact& change : decision.changes) {
    check(storable(change), "what is decided can be stored");
    check(change.last_seen <= kNow, "nothing is written as seen in the future");
  }
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  Input input(data, size);
  const Keys keys = keys_of(input);
  const RedisReply reply = array_of(input);

  KnownEntries whole;
  std::vector<Fact> all;
  const SourceReading reading = read_source({&keys, &all}, reply, kGeneration, kAt, whole);
  check(reading.entries == all.size() + reading.unreadable, "every entry is counted");
  check(reading.entries <= reply.elements.size() / 2, "an entry has two elements");
  check(whole.whole() == (residence_of(reading.marker, kAt) == Residence::whole),
        "the marker makes a source whole");
  for (const Fact& fact : all) check_entry(fact);
  check_decision(keys, whole, all);

  KnownEntries named;
  read_source({&keys}, reply, kGeneration, kAt, named);
  check_decision(keys, named, {});

  Keys user = keys;
  user.src = "to:anna@here.example";
  KnownEntries correspondent;
  all.clear();
  read_source({&user, &all}, reply, kGeneration, kAt, correspondent);
  for (const Fact& fact : all) check_entry(fact);
  read_source({&user}, reply, kGeneration, kAt, named);
  check(!named.from_awl && !named.connect, "of a user's source nothing else is read");
  return 0;
}
