// What becomes of a slice of rows that somebody moves in with.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/core/core.h"
#include "greycache/moving/moved_row.h"
#include "greycache/storage/expectation_watch.h"

namespace greycache {

// Facts go the way of every change (FactIntake). What is no entry of greylisting (standing, opt
// rows, what is expected) goes to the persistent store before the slice is acknowledged; what is
// expected as far as kMostExpectations has room for it. All on the loop's thread.
class RowIntake {
 public:
  // `on_opt_change` is called after an opt table has changed. All must outlive this and what it has
  // begun, as the core's workers do.
  RowIntake(Core& core, ExpectationWatch& expectations, std::function<UnixTime()> clock,
            std::function<void()> on_opt_change)
      : core_(core),
        expectations_(expectations),
        clock_(std::move(clock)),
        on_opt_change_(std::move(on_opt_change)) {}

  // Whether a slice may be taken now.
  bool has_room() const { return core_.intake().has_room(); }
  // Why the stores have not caught up; empty where they only have much to do.
  std::string trouble() const;

  struct Outcome {
    std::size_t taken = 0;
    std::size_t expired = 0;
    // By the line's number in the slice, from 1, and why.
    std::vector<std::pair<std::size_t, std::string>> set_aside;
  };
  // Called once. The error is a sentence: nothing is known of the slice, which may be given again.
  using Done = std::function<void(const tl::expected<Outcome, std::string>& outcome)>;
  // FactIntake::kMost lines at most.
  void take(const std::vector<std::string_view>& lines, Done done);

 private:
  struct Slice;

  void take_facts(const std::shared_ptr<Slice>& slice);
  void take_rows(const std::shared_ptr<Slice>& slice);
  void take_expectations(const std::shared_ptr<Slice>& slice);

  Core& core_;
  ExpectationWatch& expectations_;
  std::function<UnixTime()> clock_;
  std::function<void()> on_opt_change_;
};

}  // namespace greycache
