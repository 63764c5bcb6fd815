// Shows how a source's entries are packed: found, grown, dropped.
#include "greycache/memory/source_page.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

namespace {

using Entry = SourcePage::Entry;

Entry entry_of(std::uint64_t hash, std::uint32_t seen = 7) {
  return {hash, seen, seen + 1, 0, 0, FactKind::from_awl};
}

}  // namespace

TEST_CASE("source page: a new page holds its source and nothing else") {
  const SourcePage page("192.0.2");
  CHECK(page.src() == "192.0.2");
  CHECK(page.entries().empty());
  CHECK(SourcePage("").src().empty());
}

TEST_CASE("source page: entries are found by hash and names") {
  SourcePage page("192.0.2");
  page.insert(entry_of(5, 50), "five");
  page.insert(entry_of(3, 30), "three");
  page.insert(entry_of(5, 51), "also five");
  REQUIRE(page.find(5, "five") != nullptr);
  CHECK(page.find(5, "five")->first_seen == 50);
  CHECK(page.find(5, "also five")->first_seen == 51);
  CHECK(page.find(3, "three")->last_seen == 31);
  CHECK(page.find(3, "five") == nullptr);
  CHECK(page.find(4, "three") == nullptr);
  CHECK(page.find(6, "five") == nullptr);
}

TEST_CASE("source page: a page that grows keeps what it has") {
  SourcePage page("2001:db8::/64");
  for (std::uint32_t i = 0; i < 3000; ++i) {
    page.insert(entry_of(i * 0x9e3779b97f4a7c15, i), "name " + std::to_string(i));
    REQUIRE(page.src() == "2001:db8::/64");
  }
  CHECK(page.entries().size() == 3000);
  for (std::uint32_t i = 0; i < 3000; ++i) {
    Entry* entry = page.find(i * 0x9e3779b97f4a7c15, "name " + std::to_string(i));
    REQUIRE(entry != nullptr);
    REQUIRE(entry->first_seen == i);
    REQUIRE(page.names(*entry) == "name " + std::to_string(i));
  }
}

TEST_CASE("source page: the longest names fit") {
  SourcePage page("192.0.2");
  const std::string longest(SourcePage::kMaxNames, 'x');
  page.insert(entry_of(1), longest);
  page.insert(entry_of(2), "");
  CHECK(page.find(1, longest) != nullptr);
  CHECK(page.find(2, "") != nullptr);
}

TEST_CASE("source page: reserved room is enough for what it was reserved for") {
  SourcePage page("192.0.2");
  page.reserve(10, 40);
  const std::size_t bytes = page.bytes();
  for (std::uint64_t i = 0; i < 10; ++i) page.insert(entry_of(i), "four");
  CHECK(page.bytes() == bytes);
  CHECK_FALSE(page.has_room(1));
}

TEST_CASE("source page: keep drops the others and gives their memory back") {
  SourcePage page("192.0.2");
  for (std::uint64_t i = 0; i < 100; ++i) page.insert(entry_of(i), std::to_string(i));
  const std::size_t full = page.bytes();
  std::vector<bool> kept(100, false);
  kept[0] = kept[42] = kept[99] = true;
  page.keep(kept);
  CHECK(page.src() == "192.0.2");
  CHECK(page.entries().size() == 3);
  CHECK(page.find(42, "42") != nullptr);
  CHECK(page.find(43, "43") == nullptr);
  CHECK(page.bytes() < full / 10);
  page.keep({false, false, false});
  CHECK(page.entries().empty());
  page.insert(entry_of(7), "seven");
  CHECK(page.find(7, "seven") != nullptr);
}

}  // namespace greycache
