// "opt", add and remove: many rows of the opt tables at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"
#include "greycache/policy/lists/opt_row.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Piece by piece through the worker that writes, so that entries get their turn between two. A row
// that is there already, or is not there, is unchanged: the same question may be asked again. All
// calls on the loop's thread.
class OptRowsChange : public std::enable_shared_from_this<OptRowsChange> {
 public:
  // `on_change` is called after the tables have changed, before the answer: {"changed":N,
  // "unchanged":N,"faults":[{"row":TEXT,"error":SENTENCE}],"done":SENTENCE}.
  static void begin(Worker& worker, const Question& question, std::function<void()> on_change,
                    Respond respond);

 private:
  OptRowsChange(Worker& worker, std::function<void()> on_change, Respond respond)
      : worker_(worker), on_change_(std::move(on_change)), respond_(std::move(respond)) {}

  void take_row(const Question& question, const std::string& written);
  void next_piece();
  StoreResult<std::size_t> change_some(PersistentStore& store, std::size_t first) const;
  void finish(const std::string& trouble);

  Worker& worker_;
  std::function<void()> on_change_;
  Respond respond_;
  OptChoice choice_ = OptChoice::in;
  bool add_ = true;
  std::vector<OptRow> rows_;
  std::vector<std::string> faults_;  // in JSON
  std::size_t done_ = 0;             // rows
  std::size_t changed_ = 0;
};

}  // namespace greycache
