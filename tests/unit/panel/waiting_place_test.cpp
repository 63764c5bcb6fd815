// A place as text and back.
#include "greycache/panel/waiting_place.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("a place comes back as it went") {
  PlaceOfWaiting place;
  place.entries.last = {FactKind::connect, "192.0.2", "a b", "x.example", "bob@y.example", 7, 7};
  place.entries.table = "connect_20260101";
  place.entries.block = 12;
  place.mails.until = 5;
  place.next_mails.history = {3, 4, true};
  const auto back = parse_waiting_place(waiting_place(place));
  REQUIRE(back.has_value());
  CHECK(same_fact(back->entries.last, place.entries.last));
  CHECK(back->entries.last.first_seen == 7);
  CHECK(back->entries.table == place.entries.table);
  CHECK(back->entries.block == 12);
  CHECK(back->mails.until == 5);
  CHECK(back->next_mails.begins() == false);
  CHECK(back->next_mails.history.before == 3);
  CHECK(back->next_mails.history.seconds == 4);
  CHECK(back->is_all_searched());
  const auto first = parse_waiting_place(waiting_place(PlaceOfWaiting{}));
  REQUIRE(first.has_value());
  CHECK(first->entries.last.src.empty());
  CHECK(first->mails.begins());
}

TEST_CASE("what is no place is none") {
  CHECK(parse_waiting_place("")->entries.last.src.empty());
  const std::string mails = " 1 1 0 0";
  CHECK(parse_waiting_place("0 a b c d 7 t 1" + mails + mails).has_value());
  for (const char* text :
       {"x", "1 2 3", "0 a b c d 7 t -1", "0 a b c d 7 t x", "9 a b c d 7 t 1", "0 a b c d -1 t 1",
        "0 a b c d 9999999999999 t 1", "0 a b c d 7 t 4294967296"}) {
    CHECK(!parse_waiting_place(text).has_value());
    CHECK(!parse_waiting_place(text + mails + mails).has_value());
  }
  for (const char* other : {" 1 1 0", " -1 1 0 0", " 1 x 0 0", " 1 1 0 2", " 1 1 999999999999 0"}) {
    CHECK(!parse_waiting_place("0 a b c d 7 t 1" + mails + other).has_value());
  }
}

TEST_CASE("of two looks for mails the one counts that came less far") {
  PlaceOfWaiting place;
  MailSearchPlace reached;
  reached.until = 100;
  place.looked_for_mails_to(reached);
  reached.until = 50;
  place.looked_for_mails_to(reached);
  CHECK(place.next_mails.until == 100);
  reached.history.done = true;
  place.looked_for_mails_to(reached);
  CHECK_FALSE(place.is_all_searched());
  reached = {};
  reached.history.before = 7;
  place.looked_for_mails_to(reached);
  CHECK(place.next_mails.history.before == 7);
  PlaceOfWaiting other;
  other.looked_for_mails_to({0, {0, 0, true}});
  CHECK(other.is_all_searched());
}

}  // namespace greycache
