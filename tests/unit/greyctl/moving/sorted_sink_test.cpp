// Facts on their way to another sink come in the order of their keys.
#include "greyctl/moving/sorted_sink.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace greycache {

namespace {

Fact known(const char* src, UnixTime seen) {
  return {FactKind::from_awl, src, "anna", "example.org", "", seen, seen};
}

struct KeptFacts final : FactSink {
  std::string sources;
  bool finished = false;
  std::size_t room = 100;

  tl::expected<void, SinkError> put(Fact fact) override {
    if (room-- == 0) return tl::make_unexpected(SinkError{"full"});
    sources += fact.src + " ";
    return {};
  }
  tl::expected<void, SinkError> finish() override {
    finished = true;
    return {};
  }
};

}  // namespace

TEST_CASE("facts wait until there are enough, and go in order, copies as one") {
  KeptFacts kept;
  SortedSink sink(kept, 3);
  CHECK(sink.put(known("192.0.2", 7)));
  CHECK(sink.put(known("10.0.0", 7)));
  CHECK(kept.sources.empty());
  CHECK(sink.put(known("192.0.2", 9)));
  CHECK(kept.sources == "10.0.0 192.0.2 ");
  CHECK(sink.put(known("1.0.0", 7)));
  CHECK_FALSE(kept.finished);
  CHECK(sink.finish());
  CHECK(kept.sources == "10.0.0 192.0.2 1.0.0 ");
  CHECK(kept.finished);
}

TEST_CASE("what the other sink says ends it") {
  KeptFacts kept;
  kept.room = 1;
  SortedSink sink(kept, 2);
  CHECK(sink.put(known("192.0.2", 7)));
  const auto put = sink.put(known("10.0.0", 7));
  REQUIRE_FALSE(put);
  CHECK(put.error().why == "full");
}

TEST_CASE("where the other sink is full at the end it is not finished") {
  KeptFacts kept;
  kept.room = 0;
  SortedSink sink(kept, 2);
  CHECK(sink.put(known("192.0.2", 7)));
  CHECK_FALSE(sink.finish());
  CHECK_FALSE(kept.finished);
}

}  // namespace greycache
