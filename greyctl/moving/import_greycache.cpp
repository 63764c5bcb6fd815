// Lines of an export, checked here, so that what is wrong is told by file and line.
#include "greyctl/moving/import_greycache.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "common/program_output.h"
#include "greycache/moving/row_line.h"
#include "greyctl/moving/daemon_sink.h"
#include "greyctl/moving/moving_summary.h"
#include "greyctl/moving/row_counts.h"
#include "greyctl/replay/line_input.h"

namespace greycache {

namespace {

// One run: a file in, counts out.
class Import {
 public:
  Import(std::optional<DaemonSink> sink, LineInput& input)
      : sink_(std::move(sink)), input_(input) {}

  // All lines that can be read; an exit status.
  int run() {
    if (const auto taken = take_all(); !taken) {
      return complain(EX_UNAVAILABLE, broken_off(taken.error(), sink_->totals()));
    }
    if (open_) fault("it has no last line: the file was cut off");
    const bool nothing = counts_.all() == 0 && totals_.set_aside == 0;
    if (nothing && !begun_) fault("it is empty: an export has a first and a last line at least");
    add_sent();
    tell();
    if (fault_) return complain(fault_->status, fault_->why);
    return totals_.set_aside == 0 ? EX_OK : EX_DATAERR;
  }

 private:
  using Taken = tl::expected<void, SinkError>;

  Taken take_all() {
    while (true) {
      const auto line = input_.next();
      if (line && !*line) break;
      if (!line && !line.error().goes_on) {
        fault_ = line.error();
        break;
      }
      const auto taken = line ? take(**line) : set_aside(line.error().why);
      if (!taken) return taken;
    }
    return sink_ ? sink_->finish() : Taken{};
  }

  Taken take(std::string_view text) {
    if (text.empty()) return {};
    auto line = parse_export_line(text);
    if (!line) return set_aside(input_.place() + ": " + line.error());
    if (std::holds_alternative<ExportBegin>(*line)) {
      begin();
      return {};
    }
    if (const auto* last = std::get_if<ExportEnd>(&*line)) {
      end(*last);
      return {};
    }
    counts_.add(kind_of(std::get<MovedRow>(*line)));
    ++rows_;
    return sink_ ? sink_->put_line(text, input_.place()) : Taken{};
  }

  void begin() {
    if (std::exchange(open_, true)) fault("an export in it has no last line: it was cut off");
    begun_ = true;
    rows_ = 0;
  }

  void end(const ExportEnd& last) {
    if (open_ && last.rows != rows_) {
      fault(fmt::format("an export in it had {} rows, and has {}", last.rows, rows_));
    }
    open_ = false;
  }

  Taken set_aside(std::string what) {
    ++rows_;
    ++totals_.set_aside;
    if (totals_.examples.size() < DaemonSink::kExamples) {
      totals_.examples.push_back(std::move(what));
    }
    return {};
  }

  // What is wrong with the file as a whole; the first counts.
  void fault(std::string_view why) {
    if (!fault_) fault_ = {fmt::format("{}: {}", input_.name(), why), EX_DATAERR};
  }

  void add_sent() {
    if (!sink_) return;
    const DaemonSink::Totals& sent = sink_->totals();
    totals_.taken = sent.taken;
    totals_.expired = sent.expired;
    totals_.set_aside += sent.set_aside;
    for (const std::string& example : sent.examples) totals_.examples.push_back(example);
  }

  void tell() const {
    if (sink_) {
      print_out("{}\n{}", counts_.text(), summary_of(totals_));
      return;
    }
    print_out("{}\nset aside: {}\nnothing was changed (--dry-run)\n", counts_.text(),
              totals_.set_aside);
    for (const std::string& example : totals_.examples) print_out("  {}\n", example);
  }

  std::optional<DaemonSink> sink_;  // none: nothing is changed
  LineInput& input_;
  RowCounts counts_;
  DaemonSink::Totals totals_;
  std::uint64_t rows_ = 0;  // of the export that is open
  bool begun_ = false;      // there is an export's first line
  bool open_ = false;       // its last line is yet to come
  std::optional<LineTrouble> fault_;
};

}  // namespace

int import_greycache(const std::string& control_socket, const ImportOptions& options) {
  auto input = LineInput::open(options.file, [](int) { return true; });
  if (!input) return complain(EX_NOINPUT, input.error());
  std::optional<DaemonSink> sink;
  if (!options.dry_run) {
    auto connected = DaemonSink::connect(control_socket);
    if (!connected) return complain(EX_UNAVAILABLE, connected.error().why);
    sink.emplace(std::move(*connected));
  }
  return Import(std::move(sink), *input).run();
}

}  // namespace greycache
