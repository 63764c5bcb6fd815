// Reads a slice, waits for room, has it taken, answers, and reads again.
#include "greycache/control/import_connection.h"

#include <fmt/format.h>

#include <utility>

#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kBetweenIntakes{2};

}  // namespace

ImportConnection::ImportConnection(EventLoop& loop, FileDescriptor connection, RowIntake& intake,
                                   std::function<void()> on_end)
    : loop_(loop),
      intake_(intake),
      peer_(loop, std::move(connection), kPatience,
            {.on_bytes = [this](std::string_view bytes) { add(bytes); },
             .on_sent = [this] { refused_ ? end() : look(); },
             .on_end = [this] { end(); }}),
      room_timer_(loop, [this] { look(); }),
      on_end_(std::move(on_end)) {}

void ImportConnection::begin() {
  peer_.write("ok\n");
}

void ImportConnection::add(std::string_view bytes) {
  if (!slice_.add(bytes)) {
    return refuse(fmt::format("a slice has {} lines and {} bytes at most", RowSlice::kMostLines,
                              RowSlice::kMostBytes));
  }
  look();
}

// Takes the slice if it is whole, and there is room.
void ImportConnection::look() {
  const auto lines = slice_.lines();
  if (!lines) return peer_.read();
  peer_.rest();
  if (!std::exchange(waits_, true)) waits_since_ = loop_.now();
  if (!intake_.has_room()) {
    if (loop_.now() - waits_since_ < kPatienceWithStores) return room_timer_.start(kBetweenIntakes);
    const std::string trouble = intake_.trouble();
    return refuse("the stores do not take what waits for them already" +
                  (trouble.empty() ? "" : ": " + trouble));
  }
  waits_ = false;
  take(*lines);
}

void ImportConnection::take(const std::vector<std::string_view>& lines) {
  // The peer may be gone when the answer comes.
  intake_.take(lines, [weak = weak_from_this()](const auto& outcome) {
    if (const auto self = weak.lock()) self->answer(outcome);
  });
}

void ImportConnection::answer(const tl::expected<RowIntake::Outcome, std::string>& outcome) {
  if (!outcome) return refuse(outcome.error());
  std::string text =
      fmt::format("ok {} {} {}\n", outcome->taken, outcome->expired, outcome->set_aside.size());
  for (const auto& [line, why] : outcome->set_aside) {
    text += fmt::format("{} {}\n", line, escaped(why, 300));
  }
  taken_ += outcome->taken;
  slice_.next();
  peer_.write(std::move(text));
}

void ImportConnection::end() {
  if (taken_ > 0) log_typed(LogType::dbaccess, 2, "an import has brought {} rows", taken_);
  on_end_();
}

void ImportConnection::refuse(const std::string& why) {
  refused_ = true;
  peer_.write(fmt::format("error: {}\n", escaped(why, 500)));
}

}  // namespace greycache
