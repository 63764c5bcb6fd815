// Rows are checked first; what is no row is told, and the others are changed.
#include "greycache/panel/opt_rows_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/control/opt_row_change.h"
#include "greycache/panel/opt_page.h"

namespace greycache {

namespace {

// In one job of the worker's.
constexpr std::size_t kRowsOfPiece = 50;

bool is_own(const Question& question, const OptRow& row) {
  return concerns(question, row.text) || row.text == question.domain;
}

}  // namespace

void OptRowsChange::begin(Worker& worker, const Question& question, std::function<void()> on_change,
                          Respond respond) {
  const auto choice = opt_choice_of(question);
  if (!choice) return respond(tl::unexpected(choice.error()));
  const std::shared_ptr<OptRowsChange> change(
      new OptRowsChange(worker, std::move(on_change), std::move(respond)));
  change->choice_ = *choice;
  change->add_ = question.verb->choice == "add";
  for (const std::string& row : question.arguments.texts("rows")) change->take_row(question, row);
  change->next_piece();
}

void OptRowsChange::take_row(const Question& question, const std::string& written) {
  const auto row = parse_opt_row(choice_, written, add_ ? OptChange::add : OptChange::remove);
  if (row && is_own(question, *row)) return rows_.push_back(*row);
  faults_.push_back(JsonObject()
                        .add_text("row", written)
                        .add_text("error", row ? "it is not of your domain" : row.error())
                        .text());
}

// The object is left alone by the loop while a job of it runs.
void OptRowsChange::next_piece() {
  if (done_ == rows_.size()) return finish({});
  const auto job = [self = shared_from_this()](PersistentStore& store) -> Worker::Completion {
    const auto changed = self->change_some(store, self->done_);
    return [self, changed] {
      if (!changed) return self->finish(changed.error().message);
      self->changed_ += *changed;
      self->done_ = std::min(self->done_ + kRowsOfPiece, self->rows_.size());
      self->next_piece();
    };
  };
  if (!worker_.post(job)) finish("the store is busy; try again");
}

StoreResult<std::size_t> OptRowsChange::change_some(PersistentStore& store,
                                                    std::size_t first) const {
  std::size_t changed = 0;
  for (std::size_t i = first; i < std::min(first + kRowsOfPiece, rows_.size()); ++i) {
    const auto done = change_opt_row(store, rows_[i], add_);
    if (!done) return tl::unexpected(done.error());
    if (*done) ++changed;
  }
  return changed;
}

void OptRowsChange::finish(const std::string& trouble) {
  // What failed in the middle of a piece may have changed some of it.
  if (changed_ > 0 || !trouble.empty()) on_change_();
  if (!trouble.empty()) {
    return respond_(
        fault(Fault::Code::unavailable,
              fmt::format("{} of {} rows were looked at, then: {}; the same may be asked "
                          "again",
                          done_, rows_.size(), trouble)));
  }
  respond_(JsonObject()
               .add_number("changed", changed_)
               .add_number("unchanged", rows_.size() - changed_)
               .add("faults", json_list(faults_))
               .add_text("done", fmt::format("{} rows are {} opt{}", changed_,
                                             add_ ? "added to" : "removed from",
                                             choice_ == OptChoice::in ? "in" : "out"))
               .text());
}

}  // namespace greycache
