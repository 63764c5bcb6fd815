// The totals of a sink in words.
#include "greyctl/moving/moving_summary.h"

#include <fmt/format.h>

namespace greycache {

std::string summary_of(const DaemonSink::Totals& totals) {
  std::string text = fmt::format("taken: {}\nexpired, and left out: {}\nset aside: {}\n",
                                 totals.taken, totals.expired, totals.set_aside);
  for (const std::string& example : totals.examples) text += "  " + example + "\n";
  const std::uint64_t shown = totals.examples.size();
  if (totals.set_aside > shown) text += fmt::format("  and {} others\n", totals.set_aside - shown);
  return text;
}

std::string broken_off(const SinkError& error, const DaemonSink::Totals& totals) {
  return fmt::format(
      "{}\ngreyctl: {} rows were taken until then, and stay; run it again: twice is the same as "
      "once",
      error.why, totals.taken);
}

}  // namespace greycache
