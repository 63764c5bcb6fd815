// "opt", add and remove: many rows of the opt tables at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"
#include "greycache/policy/lists/opt_method.h"
#include "greycache/policy/lists/opt_row.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Piece by piece through the worker that writes, so that entries get their turn between two. A row
// that is there already, or is not there, is unchanged: the same question may be asked again. What
// is no row is told, and the others are changed; so it is with new ones of an account whose domain
// has kMostOfCustomer addresses in the table. All calls on the loop's thread.
class OptRowsChange : public std::enable_shared_from_this<OptRowsChange> {
 public:
  static constexpr std::size_t kMostOfCustomer = 100'000;

  struct Surroundings {
    Worker& worker;
    OptMethod optmethod = OptMethod::none;
    std::function<void()> on_change;  // after the tables have changed, before the answer
  };

  // The answer: {"changed":N,"unchanged":N,"undo":{...},"faults":[{"row":TEXT,"error":SENTENCE}],
  // "note":see opt_note(), or null,"stopped":SENTENCE, or null,"done":SENTENCE}, where the last
  // ends with the note. `undo` is the question that takes back what was changed, and nothing else;
  // null where nothing was. `stopped` says why rows behind those were not looked at; where nothing
  // was changed before that, it is a fault.
  static void begin(Surroundings around, const std::shared_ptr<const Question>& question,
                    Respond respond);

 private:
  OptRowsChange(Surroundings around, std::shared_ptr<const Question> question, Respond respond);

  // What the table holds of the account's domain, then next_piece().
  void count_piece();
  void next_piece();
  // For one more of the account's domain.
  bool has_room() const;
  // By the worker.
  StoreResult<void> count_some(PersistentStore& store);
  StoreResult<void> change_some(PersistentStore& store);
  StoreResult<void> take_out(PersistentStore& store, const std::vector<OptRow>& beyond);
  // To those that can be changed, or to the faults.
  void take_row(const std::string& written, std::vector<OptRow>& sound);
  std::string done() const;
  std::string difference() const;
  std::string undo() const;
  std::string note() const;
  std::string stopped(const std::string& trouble) const;
  void add_fault(const std::string& row, const std::string& error);
  void finish(const std::string& trouble);

  Surroundings around_;
  std::shared_ptr<const Question> question_;
  Respond respond_;
  OptChoice choice_ = OptChoice::in;
  bool add_ = true;
  std::string counted_to_;
  bool counted_ = false;
  std::size_t own_ = 0;        // rows of the domain, before
  std::size_t looked_at_ = 0;  // rows of the question
  std::vector<std::string> changed_;
  std::size_t unchanged_ = 0;
  std::vector<std::string> faults_;  // in JSON
};

}  // namespace greycache
