// A summary knows all names that it was made of, and few others.
#include "greycache/history/name_summary.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

namespace {

std::string name(int number) {
  return "user" + std::to_string(number) + "@sender.example";
}

std::string sum_of(std::uint64_t salt, int names) {
  NamesToSum sum(salt);
  for (int i = 0; i < names; ++i) sum.add(name(i));
  return sum.sum();
}

int known(const NameSummary& summary, int from, int to) {
  int count = 0;
  for (int i = from; i < to; ++i) count += summary.may_have(name(i)) ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("every name that was added may be there") {
  for (const int names : {1, 2, 41, 42, 43, 1000, 30'000, 100'000}) {
    const std::string bytes = sum_of(7, names);
    CHECK(known(NameSummary(7, bytes), 0, names) == names);
  }
}

TEST_CASE("of other names fewer than one of a hundred may be there, for 12 bits a name") {
  constexpr int kNames = 30'000;
  const std::string bytes = sum_of(7, kNames);
  CHECK(bytes.size() <= kNames * 12.5 / 8);
  CHECK(known(NameSummary(7, bytes), kNames, kNames + 100'000) < 1000);
}

TEST_CASE("a name that comes again takes no room, nor does an empty one") {
  NamesToSum sum(7);
  for (int i = 0; i < 10'000; ++i) sum.add(name(i % 10));
  sum.add("");
  CHECK(sum.sum() == sum_of(7, 10));
}

TEST_CASE("a sum of nothing has no name") {
  NamesToSum sum(7);
  const std::string bytes = sum.sum();
  CHECK(known(NameSummary(7, bytes), 0, 1000) == 0);
}

TEST_CASE("another salt puts names elsewhere") {
  const std::string bytes = sum_of(7, 1000);
  CHECK(known(NameSummary(8, bytes), 0, 1000) < 100);
}

TEST_CASE("of bytes that are no summary anything may be there") {
  CHECK(NameSummary(7, "").may_have("x"));
  CHECK(NameSummary(7, std::string(63, '\0')).may_have("x"));
  CHECK(NameSummary(7, std::string(65, '\0')).may_have("x"));
  CHECK_FALSE(NameSummary(7, std::string(64, '\0')).may_have("x"));
}

}  // namespace greycache
