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
    pending->counts = counts;
    turn.add(std::move(pending));
  }

  // One turn, from its beginning to its end: whom it asked for.
  std::vector<std::string> take_turn() {
    turn.begin();
    CHECK(turn.under_way());
    CHECK(turn.asked().size() == turn.found().size());
    std::vector<std::string> taken;
    turn.each([&](const PendingPtr& pending, const KnownEntries&) {
      CHECK(turn.asked()[taken.size()].keys == &pending->keys());
      CHECK((turn.asked()[taken.size()].all != nullptr) == pending->counts);
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

TEST_CASE("a request that is over is used again as a new one") {
  PendingPool pool;
  const Pending* first = nullptr;
  {
    PendingPtr pending = pool.take();
    first = pending.get();
    pending->counts = pending->asked = pending->hot_has_nothing = true;
    pending->all.resize(1);
    pending->found.resize(1);
    pending->loaded = std::make_shared<const SourceFacts>();
    pending->conclusion.missing = Missing::all;
  }
  const PendingPtr again = pool.take();
  CHECK(again.get() == first);
  CHECK_FALSE(again->counts);
  CHECK_FALSE(again->asked);
  CHECK_FALSE(again->hot_has_nothing);
  CHECK(again->all.empty());
  CHECK(again->found.empty());
  CHECK(again->loaded == nullptr);
  CHECK(again->conclusion.missing == Missing::nothing);
  CHECK(pool.take().get() != first);
}
