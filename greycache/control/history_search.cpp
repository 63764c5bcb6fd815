// One piece after another, step by step.
#include "greycache/control/history_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "greycache/policy/keys.h"
#include "greycache/policy/sender_names.h"
#include "greycache/policy/waiting.h"

namespace greycache {

namespace {

// Of these it is asked whether their senders are known.
constexpr std::size_t kMostAsked = 500;

// The entry that a first attempt has left.
Fact entry_of(const HistoryRow& row) {
  const std::string recipient = name_of_part(row.recipient);
  const SenderNames names = sender_names(name_of_part(row.sender), recipient);
  Fact connect;
  connect.kind = FactKind::connect;
  connect.src = row.src;
  connect.sender_name = names.name;
  connect.sender_domain = names.domain;
  connect.rcpt = key_part(recipient, kRcptLimit);
  connect.first_seen = connect.last_seen = row.at - row.delay;
  return connect;
}

void mark_known(PersistentStore& store, std::vector<WaitedMail>& mails, const Cutoffs& cutoffs,
                std::string& trouble) {
  std::vector<WaitedMail*> asked;
  std::vector<Fact> entries;
  std::vector<Keys> requests;
  for (WaitedMail& mail : mails) {
    if (mail.became != Became::never || asked.size() >= kMostAsked) continue;
    asked.push_back(&mail);
    entries.push_back(entry_of(mail.last()));
    requests.push_back(keys_of(entries.back()));
  }
  if (requests.empty()) return;
  const auto found = store.find(requests, cutoffs, {});
  if (!found) {
    trouble +=
        fmt::format("(whose senders are known cannot be asked: {})\n", found.error().message);
    return;
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (already_whitelisted(entries[i], (*found)[i], cutoffs)) asked[i]->became = Became::known;
  }
}

}  // namespace

HistorySearch::HistorySearch(Worker& worker, Question question, Done done)
    : worker_(worker),
      question_(std::move(question)),
      done_(std::move(done)),
      limit_(question_.limit) {}

void HistorySearch::begin(Worker& worker, Question question, Done done) {
  const std::shared_ptr<HistorySearch> search(
      new HistorySearch(worker, std::move(question), std::move(done)));
  search->next_piece();
}

// The object belongs to the worker's thread while a job of it runs, else to the loop's.
void HistorySearch::next_piece() {
  const auto job = [self = shared_from_this()](PersistentStore&) -> Worker::Completion {
    auto piece = self->question_.history->find(self->question_.query, self->place_,
                                               self->limit_ - self->found_.size());
    return [self, piece = std::move(piece)]() mutable { self->took(std::move(piece)); };
  };
  if (!worker_.post(job)) stop("the store is busy");
}

void HistorySearch::stop(const std::string& why) {
  answer_.trouble += fmt::format("(not all: {})\n", why);
  place_.done = true;
  took(std::vector<HistoryRow>{});
}

void HistorySearch::took(StoreResult<std::vector<HistoryRow>> piece) {
  if (!piece) return stop(piece.error().message);
  for (HistoryRow& row : *piece) found_.push_back(std::move(row));
  const bool enough = found_.size() >= limit_;
  if (!enough && !place_.done && !over()) return next_piece();
  if (!enough && !place_.done) {
    answer_.trouble += "(not all: the search took too long and was ended)\n";
  }
  if (!of_mails_) return begin_mails();
  ask_who_is_known();
}

// What became of a mail stands behind the row that was found, and what was before it belongs to its
// story.
void HistorySearch::begin_mails() {
  answer_.rows = std::exchange(found_, {});
  std::stable_sort(answer_.rows.begin(), answer_.rows.end(),
                   [](const HistoryRow& a, const HistoryRow& b) { return attempt_before(b, a); });
  std::vector<std::string> references;
  for (const HistoryRow& row : answer_.rows) {
    if (!row.reference.empty()) references.push_back(row.reference);
  }
  std::sort(references.begin(), references.end());
  references.erase(std::unique(references.begin(), references.end()), references.end());
  of_mails_ = true;
  const bool same = question_.query.references == references;
  if (references.empty() || same) {
    found_ = answer_.rows;
    return ask_who_is_known();
  }
  question_.query = {};
  question_.query.references = std::move(references);
  if (!question_.stories) question_.query.since = answer_.rows.back().at;
  place_ = {};
  limit_ = kMostOfMails;
  next_piece();
}

void HistorySearch::ask_who_is_known() {
  // Where their other rows could not be read these are all there is.
  if (found_.empty()) found_ = answer_.rows;
  answer_.mails = mails_of(std::move(found_), question_.policy->rules, question_.now);
  const bool any = std::any_of(answer_.mails.begin(), answer_.mails.end(),
                               [](const auto& mail) { return mail.became == Became::never; });
  const auto job = [self = shared_from_this()](PersistentStore& store) -> Worker::Completion {
    mark_known(store, self->answer_.mails, self->question_.cutoffs, self->answer_.trouble);
    return [self] { self->finish(); };
  };
  if (!any || !worker_.post(job)) finish();
}

void HistorySearch::finish() {
  done_(std::move(answer_));
}

}  // namespace greycache
