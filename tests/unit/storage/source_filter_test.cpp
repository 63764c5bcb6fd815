// Tests of the compact set of sources.
#include "greycache/storage/source_filter.h"

#include <doctest/doctest.h>

#include <string>

using namespace greycache;

namespace {

std::string source(int number) {
  return std::to_string(number / 65536) + "." + std::to_string(number / 256 % 256) + "." +
         std::to_string(number % 256);
}

}  // namespace

TEST_CASE("an empty filter holds nothing") {
  CHECK_FALSE(SourceFilter().may_hold(SourceFilter::hash("192.0.2")));
}

TEST_CASE("a source that was added is always held, through all layers") {
  constexpr int kSources = 300'000;  // three layers
  SourceFilter filter;
  for (int i = 0; i < kSources; ++i) REQUIRE(filter.add(SourceFilter::hash(source(i))));
  for (int i = 0; i < kSources; ++i) REQUIRE(filter.may_hold(SourceFilter::hash(source(i))));
  // Some were taken for known already.
  CHECK(filter.size() > kSources * 99 / 100);
  CHECK(filter.size() <= kSources);
}

TEST_CASE("few sources that were not added are taken for known") {
  SourceFilter filter;
  for (int i = 0; i < 100'000; ++i) filter.add(SourceFilter::hash(source(i)));
  int taken = 0;
  for (int i = 100'000; i < 200'000; ++i) {
    if (filter.may_hold(SourceFilter::hash(source(i)))) ++taken;
  }
  CHECK(taken < 10);
}

TEST_CASE("a source that is added again takes no room") {
  SourceFilter filter;
  for (int i = 0; i < 10; ++i) filter.add(SourceFilter::hash("192.0.2"));
  CHECK(filter.size() == 1);
}
