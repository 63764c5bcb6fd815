// What "optin" and "optout" on the control socket do: change and list the opt tables.
#pragma once

#include <functional>
#include <string_view>

#include "greycache/policy/opt_row.h"
#include "greycache/policy/rules.h"
#include "greycache/server/control.h"
#include "greycache/server/worker.h"

namespace greycache {

// "add ROW", "remove ROW", "list" for the two tables of a choice; rows as parse_opt_row() takes
// them. Lists at most kMostListed rows. All on the loop's thread.
class OptCommands {
 public:
  // `on_change` is called after a table has changed, before the answer.
  OptCommands(Worker& worker, std::function<OptMethod()> optmethod,
              std::function<void()> on_change);

  void run(OptChoice choice, std::string_view words, Control::Reply reply);

  static constexpr std::size_t kMostListed = 10'000;

 private:
  void change(OptChoice choice, bool add, std::string_view written, Control::Reply reply);
  void list(OptChoice choice, Control::Reply reply);
  std::string_view advice() const;

  Worker& worker_;
  std::function<OptMethod()> optmethod_;
  std::function<void()> on_change_;
};

}  // namespace greycache
