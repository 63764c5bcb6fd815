// The loop leaves the object alone while a job of it runs.
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

// In one job of the worker's, and one transaction a table.
constexpr std::size_t kRowsOfPiece = 200;
constexpr std::size_t kCountedOfPiece = 2000;

constexpr std::size_t kRowsOfDifference = 20;

const std::string kDomainIsFull = fmt::format(
    "your domain has {} of them, which is all it may have; ask who runs the mail server",
    OptRowsChange::kMostOfCustomer);

bool is_own(const Question& question, const OptRow& row) {
  return concerns(question, row.text) || row.text == question.domain;
}

}  // namespace

OptRowsChange::OptRowsChange(Surroundings around, std::shared_ptr<const Question> question,
                             Respond respond)
    : around_(std::move(around)), question_(std::move(question)), respond_(std::move(respond)) {}

void OptRowsChange::begin(Surroundings around, const std::shared_ptr<const Question>& question,
                          Respond respond) {
  const auto choice = opt_choice_of(*question);
  if (!choice) return respond(tl::unexpected(choice.error()));
  const std::shared_ptr<OptRowsChange> change(
      new OptRowsChange(std::move(around), question, std::move(respond)));
  change->choice_ = *choice;
  change->add_ = question->verb->choice == "add";
  if (question->domain.empty() || !change->add_) return change->next_piece();
  change->count_piece();
}

void OptRowsChange::count_piece() {
  const auto job = [self = shared_from_this()](PersistentStore& store) -> Worker::Completion {
    const auto read = self->count_some(store);
    return [self, read] {
      if (!read) return self->finish(read.error().message);
      if (self->counted_ || !self->has_room()) return self->next_piece();
      self->count_piece();
    };
  };
  if (!around_.worker.post(job)) finish("the store is busy; try again");
}

StoreResult<void> OptRowsChange::count_some(PersistentStore& store) {
  const OptTable table = choice_ == OptChoice::in ? OptTable::optin_email : OptTable::optout_email;
  std::size_t rows = 0;
  const std::string after = counted_to_;
  auto read = store.read_opt_table(table, after, kCountedOfPiece, [&](std::string_view row) {
    ++rows;
    counted_to_ = row;
    if (concerns(*question_, row)) ++own_;
  });
  counted_ = rows < kCountedOfPiece;
  return read;
}

bool OptRowsChange::has_room() const {
  return !add_ || question_->domain.empty() || own_ + changed_.size() < kMostOfCustomer;
}

void OptRowsChange::next_piece() {
  if (looked_at_ == question_->arguments.texts("rows").size()) return finish({});
  const auto job = [self = shared_from_this()](PersistentStore& store) -> Worker::Completion {
    const auto changed = self->change_some(store);
    return [self, changed] {
      if (!changed) return self->finish(changed.error().message);
      self->next_piece();
    };
  };
  if (!around_.worker.post(job)) finish("the store is busy; try again");
}

StoreResult<void> OptRowsChange::change_some(PersistentStore& store) {
  const auto& rows = question_->arguments.texts("rows");
  const std::size_t end = std::min(looked_at_ + kRowsOfPiece, rows.size());
  std::vector<OptRow> sound;
  for (std::size_t i = looked_at_; i < end; ++i) take_row(rows[i], sound);
  const auto changed = change_opt_rows(store, sound, add_);
  if (!changed) return tl::unexpected(changed.error());
  std::vector<OptRow> beyond;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    if (!(*changed)[i]) {
      ++unchanged_;
    } else if (has_room()) {
      changed_.push_back(sound[i].written);
    } else {
      beyond.push_back(sound[i]);
    }
  }
  looked_at_ = end;
  return beyond.empty() ? StoreResult<void>() : take_out(store, beyond);
}

// Only the table knows which rows are new to it, so that those go in first.
StoreResult<void> OptRowsChange::take_out(PersistentStore& store,
                                          const std::vector<OptRow>& beyond) {
  std::vector<OptRow> added = beyond;
  for (OptRow& row : added) row.written = row.text;  // what others wrote with capitals stays
  const auto taken = change_opt_rows(store, added, false);
  if (!taken) return tl::unexpected(taken.error());
  for (const OptRow& row : beyond) add_fault(row.written, kDomainIsFull);
  return {};
}

void OptRowsChange::add_fault(const std::string& row, const std::string& error) {
  faults_.push_back(JsonObject().add_text("row", row).add_text("error", error).text());
}

void OptRowsChange::take_row(const std::string& written, std::vector<OptRow>& sound) {
  const auto row = parse_opt_row(choice_, written, add_ ? OptChange::add : OptChange::remove);
  if (row && is_own(*question_, *row)) return sound.push_back(*row);
  add_fault(written, row ? "it is not of your domain" : row.error());
}

std::string OptRowsChange::done() const {
  if (changed_.empty() && unchanged_ == 1) {
    return add_ ? "the row is already there" : "there is no such row";
  }
  return fmt::format("{} {} {} opt{}", changed_.size(),
                     changed_.size() == 1 ? "row is" : "rows are",
                     add_ ? "added to" : "removed from", choice_ == OptChoice::in ? "in" : "out");
}

// The first of them, for the list of changes.
std::string OptRowsChange::difference() const {
  const std::size_t shown = std::min(changed_.size(), kRowsOfDifference);
  std::string lines;
  for (std::size_t i = 0; i < shown; ++i) {
    lines += fmt::format("{}{}\n", add_ ? '+' : '-', changed_[i]);
  }
  if (shown < changed_.size()) lines += fmt::format(" and {} more\n", changed_.size() - shown);
  return lines;
}

std::string OptRowsChange::undo() const {
  if (changed_.empty()) return "null";
  return JsonObject()
      .add_text("verb", "opt")
      .add_text("choice", choice_ == OptChoice::in ? "in" : "out")
      .add_text("action", add_ ? "remove" : "add")
      .add("rows", json_list_of_texts(changed_))
      .text();
}

std::string OptRowsChange::note() const {
  return opt_note(choice_, around_.optmethod);
}

std::string OptRowsChange::stopped(const std::string& trouble) const {
  const bool of_customer = !question_->domain.empty();
  return fmt::format("{} of {} rows were looked at, then: {}; the same may be asked again",
                     looked_at_, question_->arguments.texts("rows").size(),
                     of_customer ? "the mail server did not answer" : trouble);
}

void OptRowsChange::finish(const std::string& trouble) {
  // What failed may have changed something all the same.
  if (!changed_.empty() || !trouble.empty()) around_.on_change();
  if (changed_.empty() && !trouble.empty()) {
    return respond_(fault(Fault::Code::unavailable, stopped(trouble)));
  }
  JsonObject members;
  members.add_number("changed", changed_.size())
      .add_number("unchanged", unchanged_)
      .add("undo", undo())
      .add("faults", json_list(faults_))
      .add_text_or_null("note", note())
      .add_text_or_null("stopped", trouble.empty() ? "" : stopped(trouble));
  Told told(members, note().empty() ? done() : done() + ", but " + note(), difference());
  if (changed_.empty()) told.done.clear();
  respond_(told);
}

}  // namespace greycache
