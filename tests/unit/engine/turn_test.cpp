// Shows who is looked up together: in the order they came, within the bounds.
#include "greycache/engine/turn.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace greycache;

namespace {

struct Requests {
  void add(const std::string& src, bool counts = false) {
    PendingPtr pending = pool.take();
    pending->admission.keys.src = src;
    pending->narrow.counts = counts;
    turn.add(std::move(pending));
  }

  // One turn, from its beginning to its end: whom it asked for.
  std::vector<std::string> take_turn() {
    turn.begin();
    CHECK(turn.under_way());
    CHECK(turn.asked().size() == turn.found().size());
    std::vector<std::string> taken;
    turn.each([&](const PendingPtr& pending, std::span<const KnownEntries> found) {
      CHECK(found.size() == 1);
      CHECK(turn.asked()[taken.size()].keys == &pending->keys());
      CHECK((turn.asked()[taken.size()].all != nullptr) == pending->narrow.counts);
      taken.push_back(pending->keys().src);
    });
    turn.end();
    CHECK_FALSE(turn.under_way());
    return taken;
  }

  PendingPool pool;
  Turn turn;
};

}  // namespace

TEST_CASE("those who wait are one turn, in the order they came") {
  Requests requests;
  CHECK_FALSE(requests.turn.anyone_waits());
  for (const char* src : {"b", "a", "b"}) requests.add(src);
  CHECK(requests.turn.anyone_waits());
  CHECK(requests.take_turn() == std::vector<std::string>{"b", "a", "b"});
  CHECK_FALSE(requests.turn.anyone_waits());
}

TEST_CASE("who comes while a turn is under way waits for the next") {
  Requests requests;
  requests.add("a");
  requests.turn.begin();
  requests.add("b");
  CHECK(requests.turn.asked().size() == 1);
  requests.turn.end();
  CHECK(requests.take_turn() == std::vector<std::string>{"b"});
}

TEST_CASE("a turn takes 512 requests, and of them four that count a source") {
  Requests requests;
  for (int i = 0; i < 5; ++i) requests.add("c" + std::to_string(i), true);
  for (int i = 0; i < 509; ++i) requests.add(std::to_string(i));
  const auto first = requests.take_turn();
  CHECK(first.size() == 512);
  CHECK(first[3] == "c3");
  CHECK(first[4] == "0");
  CHECK(requests.take_turn() == std::vector<std::string>{"c4", "508"});
}

TEST_CASE("a request that has two inquiries is looked up under both") {
  Requests requests;
  requests.add("a");
  PendingPtr both = requests.pool.take();
  both->admission.keys.src = "b";
  both->unit_keys.src = "b@c";
  both->look_up_under(both->unit);
  requests.turn.add(std::move(both));
  requests.add("d");
  requests.turn.begin();
  REQUIRE(requests.turn.asked().size() == 4);
  CHECK(requests.turn.asked()[1].keys->src == "b");
  CHECK(requests.turn.asked()[2].keys->src == "b@c");
  std::vector<const KnownEntries*> places;
  requests.turn.each([&](const PendingPtr& pending, std::span<const KnownEntries> found) {
    CHECK(found.size() == pending->inquiries().size());
    places.push_back(found.data());
  });
  const KnownEntries* const first = requests.turn.found().data();
  CHECK(places == std::vector<const KnownEntries*>{first, first + 1, first + 3});
  requests.turn.end();
}

TEST_CASE("a request that is over is used again as a new one") {
  PendingPool pool;
  const Pending* first = nullptr;
  {
    PendingPtr pending = pool.take();
    first = pending.get();
    pending->organisation = "x.example";
    pending->look_up_under(pending->unit);
    for (Inquiry* inquiry : pending->inquiries()) {
      inquiry->counts = inquiry->asked = inquiry->hot_has_nothing = true;
      inquiry->all.resize(1);
      inquiry->found.resize(1);
      inquiry->loaded = std::make_shared<const SourceFacts>();
      inquiry->conclusion.missing = Missing::all;
    }
  }
  const PendingPtr again = pool.take();
  CHECK(again.get() == first);
  CHECK_FALSE(again->has_organisation());
  CHECK(again->inquiries().size() == 1);
  for (const Inquiry* inquiry : {&again->narrow, &again->unit}) {
    CHECK_FALSE(inquiry->counts);
    CHECK_FALSE(inquiry->asked);
    CHECK_FALSE(inquiry->hot_has_nothing);
    CHECK(inquiry->all.empty());
    CHECK(inquiry->found.empty());
    CHECK(inquiry->loaded == nullptr);
    CHECK(inquiry->decided());
  }
  CHECK(pool.take().get() != first);
}
