// Slices and acknowledgements, as the daemon's ImportConnection has them.
#include "greyctl/moving/daemon_sink.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

#include "common/text.h"
#include "common/timed_io.h"
#include "common/whole_number.h"
#include "greycache/moving/row_line.h"
#include "greycache/moving/row_slice.h"
#include "greyctl/daemon_connection.h"

namespace greycache {

namespace {

constexpr std::chrono::seconds kPatience{60};
// What a slice may still take when it is sent, whatever row comes next.
constexpr std::size_t kFullSlice = RowSlice::kMostBytes - kLongestRowLine - 2;
constexpr std::size_t kLongestAnswerLine = 4096;

tl::unexpected<SinkError> failed(std::string why) {
  return tl::make_unexpected(SinkError{std::move(why)});
}

std::optional<std::uint64_t> number_of(std::string_view word) {
  return whole_number<std::uint64_t>(word);
}

tl::unexpected<SinkError> senseless() {
  return failed("the daemon's answer makes no sense (is it of this version?)");
}

}  // namespace

tl::expected<DaemonSink, SinkError> DaemonSink::connect(const std::string& control_socket) {
  auto connection = connect_daemon(control_socket);
  if (!connection) return failed(connection.error());
  DaemonSink sink(std::move(*connection));
  const auto deadline = Deadline::after(kPatience);
  if (const int error = write_all(sink.connection_.get(), "import\n", deadline); error != 0) {
    return failed(fmt::format("cannot send: {}", strerror(error)));
  }
  const auto answer = sink.read_line(deadline);
  if (!answer) return tl::make_unexpected(answer.error());
  if (*answer != "ok") return senseless();
  return sink;
}

DaemonSink::Result DaemonSink::put(Fact fact) {
  return put_row(MovedRow{std::move(fact)});
}

DaemonSink::Result DaemonSink::put_row(const MovedRow& row) {
  const std::string line = row_line(row);
  return put_line(line, line);
}

DaemonSink::Result DaemonSink::put_line(std::string_view line, std::string place) {
  slice_.append(line) += '\n';
  places_.push_back(std::move(place));
  const bool full = places_.size() >= RowSlice::kMostLines || slice_.size() >= kFullSlice;
  return full ? send_slice() : Result{};
}

DaemonSink::Result DaemonSink::finish() {
  return places_.empty() ? Result{} : send_slice();
}

DaemonSink::Result DaemonSink::send_slice() {
  slice_ += '\n';
  const int error = write_all(connection_.get(), slice_, Deadline::after(kPatience));
  if (error == EPIPE || error == ECONNRESET) return tl::make_unexpected(last_words());
  if (error != 0) return failed(fmt::format("cannot send: {}", strerror(error)));
  slice_.clear();
  auto answered = read_answer();
  places_.clear();
  return answered;
}

// Of a daemon that has closed the connection: why.
SinkError DaemonSink::last_words() {
  const auto said = read_line(Deadline::after(kPatience));
  return said ? senseless().value() : said.error();
}

DaemonSink::Result DaemonSink::read_answer() {
  const auto deadline = Deadline::after(kPatience);
  const auto answer = read_line(deadline);
  if (!answer) return tl::make_unexpected(answer.error());
  const auto words = split(*answer, ' ');
  if (words.size() != 4 || words[0] != "ok") return senseless();
  const auto taken = number_of(words[1]);
  const auto expired = number_of(words[2]);
  const auto set_aside = number_of(words[3]);
  if (!taken || !expired || !set_aside || *set_aside > places_.size()) return senseless();
  totals_.taken += *taken;
  totals_.expired += *expired;
  totals_.set_aside += *set_aside;
  for (std::uint64_t i = 0; i < *set_aside; ++i) {
    const auto line = read_line(deadline);
    if (!line) return tl::make_unexpected(line.error());
    const std::size_t blank = std::min(line->find(' '), line->size());
    const auto number = number_of(std::string_view(*line).substr(0, blank));
    if (!number || *number == 0 || *number > places_.size()) return senseless();
    if (totals_.examples.size() >= kExamples) continue;
    totals_.examples.push_back(
        fmt::format("{}:{}", escaped(places_[*number - 1], 500), line->substr(blank)));
  }
  return {};
}

// Without its end. An "error: WHY" is an error here.
tl::expected<std::string, SinkError> DaemonSink::read_line(const Deadline& deadline) {
  std::size_t end = 0;
  while ((end = answers_.find('\n')) == std::string::npos) {
    std::array<char, kLongestAnswerLine> buffer{};
    const long length = read_some(connection_.get(), buffer.data(), buffer.size(), deadline);
    if (length < 0 && errno == ETIMEDOUT) return failed("the daemon does not answer");
    if (length < 0) return failed(fmt::format("cannot read the answer: {}", strerror(errno)));
    if (length == 0) return failed(closed_without_answer());
    answers_.append(buffer.data(), static_cast<std::size_t>(length));
    if (answers_.size() > RowSlice::kMostBytes) return senseless();
  }
  std::string line = answers_.substr(0, end);
  answers_.erase(0, end + 1);
  if (line.starts_with("error: ")) return failed(line.substr(7));
  return line;
}

}  // namespace greycache
