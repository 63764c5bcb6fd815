// Lines of an export, as a file or whoever speaks to the control socket may have them: what is
// taken for a row is sound, and reads back.
#include <algorithm>
#include <string>

#include "greycache/moving/row_line.h"
#include "greycache/moving/row_slice.h"
#include "greycache/policy/sound_fact.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

void check_line(std::string_view text) {
  const auto line = parse_export_line(text);
  if (!line) {
    check(!line.error().empty() && is_log_text(line.error()), "what is wrong fits a terminal");
    return;
  }
  const auto* row = std::get_if<MovedRow>(&*line);
  if (row == nullptr) return;
  const auto* fact = std::get_if<Fact>(row);
  check(fact == nullptr || is_sound(*fact), "a fact is sound");
  const std::string written = row_line(*row);
  check(written.find('\n') == written.npos && written.size() <= kLongestRowLine,
        "a row is one line within its limit");
  check(parse_export_line(written) == ExportLine{*row}, "a row reads back");
}

// However the bytes come, the slices are the same.
void check_slices(Input input) {
  const std::string_view whole = input.rest();
  RowSlice slice;
  std::size_t used = 0;
  while (!input.rest().empty()) {
    const std::size_t piece = std::min(input.piece(40), input.rest().size());
    if (!slice.add(input.rest().substr(0, piece))) return;
    input.skip(piece);
    while (const auto lines = slice.lines()) {
      check(lines->size() <= RowSlice::kMostLines, "a slice has its limit");
      for (const std::string_view line : *lines) {
        check(whole.substr(used, line.size()) == line, "a slice has the lines that came");
        used += line.size() + 1;
      }
      ++used;
      slice.next();
    }
  }
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache::fuzz;
  Input input(data, size);
  check_slices(input);
  while (!input.rest().empty()) check_line(input.line());
  return 0;
}
