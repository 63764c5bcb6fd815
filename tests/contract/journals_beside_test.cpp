// The simulation's model of a journal beside the one in a SQLite file.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "tests/contract/model_journal_file.h"

namespace greycache {

namespace {

// Both, given the same calls.
class Beside {
 public:
  explicit Beside(std::uint32_t seed) : random_(seed) {}

  void call() {
    const JournalReader reader = any_reader();
    const auto to =
        static_cast<JournalSequence>(below(static_cast<std::size_t>(real_->journal().last()) + 1));
    switch (below(12)) {
      case 0:
        return both([&](JournalFileHarness& file) { file.journal().rewind(reader, to); });
      case 1:
        return both([](JournalFileHarness& file) { REQUIRE(file.tick()); });
      case 2:
        return go_on(std::chrono::milliseconds(below(300'000)));
      case 3:
        return restart();
      case 4: {
        const std::string name = below(3) == 0 ? Journal::kWentWithout : std::to_string(below(3));
        return both([&](JournalFileHarness& file) { file.journal().set_history(reader, name); });
      }
      case 5:
        return fail();
      case 6:
      case 7:
        return both([&](JournalFileHarness& file) { file.journal().passed(reader, to); });
      case 8:
        return both([](JournalFileHarness& file) { pass_all(file.journal()); });
      default:
        return append();
    }
  }

  void check_alike() {
    Journal& real = real_->journal();
    Journal& model = model_.journal();
    CHECK(model.last() == real.last());
    CHECK(model.size() == real.size());
    CHECK(model_.kept() == real_->kept());
    CHECK(model_.records() == real_->records());
    for (const auto reader : {JournalReader::hot, JournalReader::persistent}) {
      CHECK(model.place(reader) == real.place(reader));
      CHECK(model.history(reader) == real.history(reader));
      const std::size_t facts = 1 + below(20);
      CHECK(next_of(model, reader, facts) == next_of(real, reader, facts));
    }
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  JournalReader any_reader() {
    return below(2) == 0 ? JournalReader::hot : JournalReader::persistent;
  }
  template <typename Call>
  void both(Call call) {
    call(*real_);
    call(model_);
  }

  void append() {
    const int facts = 1 + static_cast<int>(below(4));
    for (std::size_t records = 1 + below(80); records > 0; --records) {
      both([facts](JournalFileHarness& file) { append_to(file.journal(), facts); });
    }
  }
  void go_on(std::chrono::milliseconds span) {
    both([span](JournalFileHarness& file) { file.now += span; });
  }
  void restart() {
    const KeptRecords::Limits keep{std::chrono::seconds(below(3) == 0 ? 0 : 600), 10'000};
    both([&keep](JournalFileHarness& file) {
      file.restart(keep);
      REQUIRE(file.open());
    });
  }
  // The disk is full for an append and a tick. What a file holds that is begun afresh meanwhile is
  // checked where all is written again.
  void fail() {
    both([](JournalFileHarness& file) {
      file.fill_up();
      CHECK_FALSE(file.journal().append(std::vector<Fact>{journal_fact(0)}));
      file.make_room();
      append_to(file.journal());
      REQUIRE(file.tick());
    });
  }

  std::mt19937 random_;
  std::unique_ptr<JournalFileHarness> real_ = make_journal_file();
  ModelJournalFile model_;
};

}  // namespace

TEST_CASE("journal model: whatever is done in any order ends as with the one in a file") {
  const std::uint32_t seed = std::random_device{}();
  MESSAGE("seed " << seed);
  for (std::uint32_t round = 0; round < 6; ++round) {
    CAPTURE(round);
    Beside beside(seed + round);
    for (int i = 0; i < 150; ++i) {
      CAPTURE(i);
      beside.call();
      beside.check_alike();
    }
  }
}

}  // namespace greycache
