// Shows the text of journal records: what is written is read, what is damaged is left out.
#include "greycache/sqlite/record.h"

#include <doctest/doctest.h>

#include "tests/contract/example_facts.h"

namespace greycache::record_test {

namespace {

const std::vector<Fact> kFacts{
    connect_fact("192.0.2", "alice", "example.com", "bob@example.net", 1'700'000'000),
    from_awl_fact("2001:db8::/64", "alice", "example.com", 1'700'000'000, 1'700'000'600),
    domain_awl_fact("192.0.2", "example.com", 0, 1),
    correspondent_fact("to:anna@here.example", "alice", "example.com", 1, 1'700'000'000)};

const std::string kRecord =
    "connect 192.0.2 alice example.com bob@example.net 1700000000\n"
    "from_awl 2001:db8::/64 alice example.com 1700000000 1700000600\n"
    "domain_awl 192.0.2 example.com 0 1\n"
    "correspondent to:anna@here.example alice example.com 1 1700000000\n";

// What is read of a record, and how many lines are left out.
std::pair<std::vector<Fact>, std::size_t> decoded(std::string_view record) {
  std::vector<Fact> facts;
  const std::size_t bad = decode_record(record, facts);
  return {facts, bad};
}

}  // namespace

TEST_CASE("record: a line a fact, in words that a person reads") {
  CHECK(encode_record(kFacts) == kRecord);
  CHECK(encode_record({}).empty());
}

TEST_CASE("record: what is written is read") {
  CHECK(decoded(kRecord) == std::pair(kFacts, std::size_t{0}));
  CHECK(decoded("") == std::pair(std::vector<Fact>{}, std::size_t{0}));
}

TEST_CASE("record: names of every printable character and extreme times come back") {
  std::string every;
  for (char c = 0x21; c <= 0x7e; ++c) every += c;
  const std::vector<Fact> facts{connect_fact(every, every, every, every, 253'402'300'799),
                                from_awl_fact(every, every, every, 0, 253'402'300'799)};
  CHECK(decoded(encode_record(facts)) == std::pair(facts, std::size_t{0}));
}

TEST_CASE("record: no name breaks its line") {
  const std::vector<Fact> facts{
      connect_fact("192.0.2", "a b\nconnect x", std::string("\0\x7f\xc3\xa4", 4), "", 7)};
  CHECK(encode_record(facts) == "connect 192.0.2 a%20b%0Aconnect%20x %00%7F%C3%A4 % 7\n");
  CHECK(decoded(encode_record(facts)).second == 0);
}

TEST_CASE("record: a kind that only a newer program knows is left out, and counted") {
  const auto [facts, bad] = decoded("tomorrow 192.0.2 alice example.com 1 2\n" + kRecord);
  CHECK(facts == kFacts);
  CHECK(bad == 1);
}

TEST_CASE("record: a line that is not exactly as written is left out, the others are read") {
  for (const std::string& bad : std::vector<std::string>{
           "connect 192.0.2 alice example.com bob@example.net",
           "connect 192.0.2 alice example.com bob@example.net 1 2",
           "connect 192.0.2  example.com bob@example.net 1",
           " connect 192.0.2 alice example.com bob@example.net 1",
           "connect 192.0.2 alice example.com bob@example.net 1 ",
           "connect 192.0.2 alice example.com bob@example.net 1x",
           "connect 192.0.2 alice example.com bob@example.net 0x1",
           "connect 192.0.2 alice example.com bob@example.net 9223372036854775808",
           "connect 192.0.2 alice example.com bob@example.net 253402300800",
           "connect 192.0.2 alice example.com bob@example.net -1",
           "from_awl 192.0.2 alice example.com -9223372036854775808 1",
           "domain_awl 192.0.2 example.com 1 9223372036854775807",
           "domain_awl 192.0.2 " + std::string(1024, 'x') + " 1 2",
           "connect 192.0.2 alice example.com bob@example.net +1",
           "connect 192.0.2 alice\texample.com bob@example.net r 1",
           "connect 192.0.2 ali\xc3\xa4 example.com bob@example.net 1",
           "Connect 192.0.2 alice example.com bob@example.net 1",
           "from_awl 192.0.2 alice example.com 1",
           "from_awl 192.0.2 alice example.com 1 2 3",
           "from_awl 192.0.2 alice example.com one 2",
           "domain_awl 192.0.2 example.com 1",
           "domain_awl 192.0.2 example.com 1 2 3",
           "domain_awl 192.0.2 example.com 1 two",
           "domain_awl",
           "",
       }) {
    CAPTURE(bad);
    CHECK(decoded(bad + "\n" + kRecord) == std::pair(kFacts, std::size_t{1}));
  }
}

TEST_CASE("record: a last line without its end was cut and is left out") {
  const std::string cut = kRecord.substr(0, kRecord.size() - 1);
  const auto [facts, bad] = decoded(cut);
  CHECK(facts == std::vector<Fact>(kFacts.begin(), kFacts.end() - 1));
  CHECK(bad == 1);
}

}  // namespace greycache::record_test
