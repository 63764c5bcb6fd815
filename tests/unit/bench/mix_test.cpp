// What the load generator asks.
#include "load/mix.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "load/request_writer.h"

using greycache::Mix;
using greycache::MixOptions;
using greycache::Triplet;

namespace {

std::map<Triplet::Kind, int> kinds(const MixOptions& options, int count) {
  std::map<Triplet::Kind, int> found;
  Mix mix(options);
  for (int number = 0; number < count; ++number) ++found[mix.next().kind];
  return found;
}

std::string network(const Triplet& triplet) {
  char text[greycache::kTextLimit];
  return {text, greycache::put_network(text, triplet)};
}

}  // namespace

TEST_CASE("a day is 60 % known, 25 % new, 10 % early, 5 % null sender") {
  const auto found = kinds({.name = MixOptions::Name::day}, 100'000);
  CHECK(found.at(Triplet::Kind::known) == doctest::Approx(60'000).epsilon(0.02));
  CHECK(found.at(Triplet::Kind::fresh) == doctest::Approx(25'000).epsilon(0.02));
  CHECK(found.at(Triplet::Kind::waiting) == doctest::Approx(10'000).epsilon(0.03));
  CHECK(found.at(Triplet::Kind::null_sender) == doctest::Approx(5'000).epsilon(0.05));
}

TEST_CASE("new attempts never repeat, and each comes from another source") {
  Mix mix({.name = MixOptions::Name::fresh, .first = 7});
  std::set<std::string> sources;
  for (int number = 0; number < 70'000; ++number) sources.insert(network(mix.next()));
  CHECK(sources.size() == 70'000);
  CHECK(mix.next_first() == 70'007);
}

TEST_CASE("a storm comes from 256 sources") {
  Mix mix({.name = MixOptions::Name::storm});
  std::set<std::string> sources;
  for (int number = 0; number < 1'000; ++number) sources.insert(network(mix.next()));
  CHECK(sources.size() == 256);
}

TEST_CASE("known-once asks for each pair once") {
  Mix mix({.name = MixOptions::Name::known_once, .known = 20, .per_source = 10});
  std::map<std::string, int> sources;
  std::set<std::uint32_t> senders;
  for (int number = 0; number < 20; ++number) {
    const Triplet triplet = mix.next();
    ++sources[network(triplet)];
    senders.insert(triplet.sender);
  }
  CHECK(senders.size() == 20);
  CHECK(sources == std::map<std::string, int>{{"1.0.0", 10}, {"1.0.1", 10}});
}

TEST_CASE("a request holds its triplet and an instance of its own, and ends in an empty line") {
  greycache::RequestWriter writer;
  const Triplet triplet = greycache::known_triplet(11, 10);
  const std::string first(writer.write(triplet));
  CHECK(first.find("\nclient_address=1.0.1.12\n") != std::string::npos);
  CHECK(first.find("\nsender=kgggggggr@kgggggggr-dom.example\n") != std::string::npos);
  CHECK(first.find("\nrecipient=gggggggr@customer.example\n") != std::string::npos);
  CHECK(first.find("\n\n") == first.size() - 2);
  CHECK(first.size() > 550);
  CHECK(first.size() < 700);
  CHECK(writer.write(triplet) != first);
}

TEST_CASE("a null sender is empty") {
  greycache::RequestWriter writer;
  Triplet bounce = greycache::known_triplet(1, 10);
  bounce.kind = Triplet::Kind::null_sender;
  CHECK(std::string(writer.write(bounce)).find("\nsender=\nrecipient=") != std::string::npos);
}
