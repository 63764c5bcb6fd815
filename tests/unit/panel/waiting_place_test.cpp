// A place as text and back.
#include "greycache/panel/waiting_place.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("a place comes back as it went") {
  WaitingPlace place;
  place.last = {FactKind::connect, "192.0.2", "a b", "x.example", "bob@y.example", 7, 7};
  place.table = "connect_20260101";
  place.block = 12;
  const auto back = parse_waiting_place(waiting_place(place));
  REQUIRE(back.has_value());
  CHECK(same_fact(back->last, place.last));
  CHECK(back->last.first_seen == 7);
  CHECK(back->table == place.table);
  CHECK(back->block == 12);
  const auto first = parse_waiting_place(waiting_place(WaitingPlace{}));
  REQUIRE(first.has_value());
  CHECK(first->last.src.empty());
}

TEST_CASE("what is no place is none") {
  CHECK(parse_waiting_place("")->last.src.empty());
  for (const char* text :
       {"x", "1 2 3", "0 a b c d 7 t -1", "0 a b c d 7 t x", "9 a b c d 7 t 1", "0 a b c d -1 t 1",
        "0 a b c d 9999999999999 t 1", "0 a b c d 7 t 4294967296"}) {
    CHECK(!parse_waiting_place(text).has_value());
  }
}

}  // namespace greycache
