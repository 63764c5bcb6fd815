// The history's thread: what it writes, what it keeps, what it gives up.
#include "greycache/history/history_writer.h"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace greycache;

namespace {

// What a store did and shall do, shared with the test.
struct Kept {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> written;  // references
  std::vector<std::size_t> batches;
  std::vector<UnixTime> tended;  // from when on rows are kept
  std::optional<StoreError::Kind> fails;
  std::set<std::string> refused;  // whole batches with one of these references
  int tried = 0;
  bool hangs = false;

  void set(std::optional<StoreError::Kind> kind) {
    const std::lock_guard lock(mutex);
    fails = kind;
  }
};

std::string reference_of(const HistoryLine& line) {
  return history_row_of(line.at, line.delay, line.texts).value().reference;
}

class KeptStore : public HistoryStore {
 public:
  explicit KeptStore(std::shared_ptr<Kept> kept) : kept_(std::move(kept)) {}

  StoreResult<void> write(std::span<const HistoryLine> rows) override {
    std::unique_lock lock(kept_->mutex);
    kept_->changed.wait(lock, [&] { return !kept_->hangs; });
    ++kept_->tried;
    if (kept_->fails) return tl::make_unexpected(StoreError{*kept_->fails, "no"});
    for (const HistoryLine& row : rows) {
      if (!kept_->refused.contains(reference_of(row))) continue;
      return tl::make_unexpected(StoreError{StoreError::Kind::data, "odd"});
    }
    kept_->batches.push_back(rows.size());
    for (const HistoryLine& row : rows) kept_->written.push_back(reference_of(row));
    return {};
  }
  StoreResult<bool> tend(UnixTime before, UnixTime) override {
    const std::lock_guard lock(kept_->mutex);
    kept_->tended.push_back(before);
    return false;
  }
  StoreResult<std::vector<HistoryRow>> find(const HistoryQuery&, HistoryPlace&,
                                            std::size_t) override {
    return std::vector<HistoryRow>{};
  }

 private:
  std::shared_ptr<Kept> kept_;
};

constexpr UnixTime kNow = 1'000'000;

HistoryWriter::Options quick() {
  HistoryWriter::Options options;
  options.rest = std::chrono::milliseconds(1);
  options.longest_pause = std::chrono::milliseconds(5);
  options.patience = std::chrono::milliseconds(2000);
  options.clock = [] { return kNow; };
  return options;
}

struct Bench {
  explicit Bench(const HistoryWriter::Options& options = quick(),
                 Milliseconds keep = std::chrono::hours(24))
      : writer(std::make_unique<HistoryWriter>(std::make_unique<KeptStore>(kept), keep, options)) {}

  void add(int first, int last) {
    for (int i = first; i <= last; ++i) {
      HistoryRow row;
      row.reference = std::to_string(i);
      writer->add(history_line_of(row));
    }
  }
  // Until the thread has come so far, or the test has waited for long.
  template <typename Done>
  bool wait(Done done) {
    for (int i = 0; i < 5000; ++i) {
      if (done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }
  bool wait_written(std::int64_t count) {
    return wait([&] { return writer->state().written == count; });
  }
  std::vector<std::string> written() {
    const std::lock_guard lock(kept->mutex);
    return kept->written;
  }

  std::shared_ptr<Kept> kept = std::make_shared<Kept>();
  std::unique_ptr<HistoryWriter> writer;
};

}  // namespace

TEST_CASE("rows are written in their order, in batches") {
  HistoryWriter::Options options = quick();
  options.batch = 3;
  Bench bench(options);
  bench.add(1, 7);
  REQUIRE(bench.wait_written(7));
  CHECK(bench.written() == std::vector<std::string>{"1", "2", "3", "4", "5", "6", "7"});
  for (const std::size_t batch : bench.kept->batches) CHECK(batch <= 3);
  CHECK(bench.writer->state().lost == 0);
}

TEST_CASE("what a store does not take waits, and goes in its order once it takes it") {
  Bench bench;
  bench.kept->set(StoreError::Kind::unavailable);
  bench.add(1, 3);
  REQUIRE(bench.wait([&] { return bench.writer->state().failing; }));
  CHECK(bench.writer->state().reason == "no");
  CHECK(bench.writer->state().waiting == 3);
  bench.add(4, 4);
  bench.kept->set(std::nullopt);
  REQUIRE(bench.wait_written(4));
  CHECK(bench.written() == std::vector<std::string>{"1", "2", "3", "4"});
  CHECK_FALSE(bench.writer->state().failing);
  CHECK(bench.writer->state().lost == 0);
}

TEST_CASE("beyond the bound rows are lost and counted, and nobody waits") {
  HistoryWriter::Options options = quick();
  options.most_waiting = 10;
  Bench bench(options);
  bench.kept->set(StoreError::Kind::read_only);
  bench.add(1, 25);
  REQUIRE(bench.wait([&] { return bench.writer->state().failing; }));
  CHECK(bench.writer->state().lost >= 5);
  bench.kept->set(std::nullopt);
  REQUIRE(bench.wait([&] { return bench.writer->state().waiting == 0; }));
  REQUIRE(bench.wait([&] {
    const auto state = bench.writer->state();
    return state.written + state.lost == 25;
  }));
  CHECK(bench.written().front() == "1");
}

TEST_CASE("the bound holds for bytes, too") {
  HistoryWriter::Options options = quick();
  options.most_bytes = 10 * sizeof(HistoryLine);
  Bench bench(options);
  bench.kept->set(StoreError::Kind::unavailable);
  const HistoryLine line{0, 0, std::string(9 * sizeof(HistoryLine), 'x')};
  bench.writer->add(HistoryLine(line));
  bench.writer->add(HistoryLine(line));
  CHECK(bench.writer->state().lost == 1);
}

TEST_CASE("rows that a store can never take are lost, and hold up no others") {
  Bench bench;
  bench.kept->set(StoreError::Kind::data);
  bench.add(1, 2);
  REQUIRE(bench.wait([&] { return bench.writer->state().lost == 2; }));
  bench.kept->set(std::nullopt);
  bench.add(3, 3);
  REQUIRE(bench.wait_written(1));
  CHECK(bench.written() == std::vector<std::string>{"3"});
}

TEST_CASE(
    "a row that is refused is lost and counted, and the others of its batch are kept in order") {
  Bench bench;
  bench.kept->set(StoreError::Kind::unavailable);
  bench.kept->refused = {"4", "9"};
  bench.add(1, 10);
  REQUIRE(bench.wait([&] { return bench.writer->state().failures > 0; }));
  bench.kept->set(std::nullopt);
  REQUIRE(bench.wait_written(8));
  CHECK(bench.written() == std::vector<std::string>{"1", "2", "3", "5", "6", "7", "8", "10"});
  CHECK(bench.writer->state().lost == 2);
  CHECK(bench.writer->state().waiting == 0);
  CHECK(bench.writer->state().reason == "odd");
}

TEST_CASE("a store that refuses everything is not asked about each row") {
  HistoryWriter::Options options = quick();
  Bench bench(options);
  bench.kept->set(StoreError::Kind::unavailable);
  bench.add(1, 1000);
  REQUIRE(bench.wait([&] { return bench.writer->state().failures > 0; }));
  bench.kept->set(StoreError::Kind::data);
  REQUIRE(bench.wait([&] { return bench.writer->state().lost == 1000; }));
  const std::lock_guard lock(bench.kept->mutex);
  CHECK(bench.kept->tried < 200);
}

TEST_CASE("the store is tended at the start and when the time to keep changes") {
  Bench bench;
  const auto tended = [&](std::size_t times) {
    return bench.wait([&] {
      const std::lock_guard lock(bench.kept->mutex);
      return bench.kept->tended.size() >= times;
    });
  };
  REQUIRE(tended(1));
  CHECK(bench.kept->tended.back() == kNow - 24 * 3600);
  bench.writer->set_keep(Milliseconds(0));
  REQUIRE(tended(2));
  CHECK(bench.kept->tended.back() > kNow + 3 * 86'400);
}

TEST_CASE("the end writes what waits") {
  HistoryWriter::Options options = quick();
  options.rest = std::chrono::hours(1);
  Bench bench(options);
  // Its thread rests for an hour, before them or after the first.
  bench.add(1, 3);
  bench.writer.reset();
  CHECK(bench.written() == std::vector<std::string>{"1", "2", "3"});
}

TEST_CASE("the end does not wait for a store that hangs") {
  HistoryWriter::Options options = quick();
  options.patience = std::chrono::milliseconds(20);
  Bench bench(options);
  bench.kept->hangs = true;
  bench.add(1, 1);
  const auto begun = std::chrono::steady_clock::now();
  bench.writer.reset();
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(2));
  const std::lock_guard lock(bench.kept->mutex);
  bench.kept->hangs = false;
  bench.kept->changed.notify_all();
}
