// What "optin" and "optout" on the control socket do: change and list the opt tables.
#pragma once

#include <functional>
#include <string_view>

#include "greycache/control/control.h"
#include "greycache/policy/lists/opt_row.h"
#include "greycache/policy/rules.h"
#include "greycache/storage/worker.h"

namespace greycache {

// What is said of a row that was there before it was added, and of one that is not there to be
// removed.
inline constexpr std::string_view kOptRowStood = "is already there, in";
inline constexpr std::string_view kOptRowMissing = "is not there, in";

// "add ROW", "remove ROW" for the two tables of a choice; rows as parse_opt_row() takes them. "page
// domain" and "page email", perhaps with a percent-encoded ROW behind, answer the rows of a table
// behind that one, kMostListed at most, each escaped on a line that begins with two blanks; then
// "next ROW" where there are more, or "end"; then advice. All on the loop's thread.
class OptCommands {
 public:
  // Who changes rows, as the daemon writes them, and who reads them, which nobody's mail waits for.
  struct Workers {
    Worker& writing;
    Worker& asking;
  };

  // `on_change` is called after a table has changed, before the answer.
  OptCommands(Workers workers, std::function<OptMethod()> optmethod,
              std::function<void()> on_change);

  void run(OptChoice choice, std::string_view words, Control::Reply reply);

  static constexpr std::size_t kMostListed = 10'000;

 private:
  void change(OptChoice choice, bool add, std::string_view written, Control::Reply reply);
  void page(OptChoice choice, std::string_view words, Control::Reply reply);
  std::string_view advice() const;

  Workers workers_;
  std::function<OptMethod()> optmethod_;
  std::function<void()> on_change_;
};

}  // namespace greycache
