// Hands rows to the running daemon, slice by slice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "common/deadline.h"
#include "common/file_descriptor.h"
#include "greycache/moving/moved_row.h"
#include "greyctl/moving/fact_sink.h"

namespace greycache {

// Gathers rows until a slice is full, sends it, and waits until the daemon has acknowledged it.
// Each wait has a deadline of a minute: a daemon that serves mail takes its time.
class DaemonSink final : public FactSink {
 public:
  using Result = tl::expected<void, SinkError>;

  // The error says that there is no daemon, or why it takes nothing.
  static tl::expected<DaemonSink, SinkError> connect(const std::string& control_socket);

  Result put(Fact fact) override;
  // A row of any kind.
  Result put_row(const MovedRow& row);
  // The same as its line (moving/row_line.h), which came from `place`: "FILE:LINE".
  Result put_line(std::string_view line, std::string place);
  Result finish() override;

  // What became of all that was acknowledged.
  struct Totals {
    std::uint64_t taken = 0;
    std::uint64_t expired = 0;  // too old to count
    std::uint64_t set_aside = 0;
    std::vector<std::string> examples;  // "PLACE: WHY" of the first kExamples set aside
  };
  const Totals& totals() const { return totals_; }

  static constexpr std::size_t kExamples = 20;

 private:
  explicit DaemonSink(FileDescriptor connection) : connection_(std::move(connection)) {}

  Result send_slice();
  Result read_answer();
  SinkError last_words();
  tl::expected<std::string, SinkError> read_line(const Deadline& deadline);

  FileDescriptor connection_;
  std::string slice_;
  std::vector<std::string> places_;  // of its lines
  std::string answers_;              // read and not looked at yet
  Totals totals_;
};

}  // namespace greycache
