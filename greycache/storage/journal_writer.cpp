// A record is passed when its batch is committed: a crash between the two writes it twice.
#include "greycache/storage/journal_writer.h"

#include <memory>

#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

struct JournalWriter::Job {
  JournalTail::Records records;
  bool opens = false;   // it is to open the store
  bool opened = false;  // and has
  bool asks_history = false;
  StoreResult<void> result{};
  std::string history{};
  std::optional<std::int64_t> outside_writes{};

  // On the worker's thread.
  void run(PersistentStore& store) {
    if (opens) {
      result = store.open();
      opened = result.has_value();
    } else if (asks_history) {
      result = store.ask_history();
    }
    if (result && !records.facts.empty()) result = store.merge(records.all());
    outside_writes = store.outside_writes();
    history = store.history();
  }
};

JournalWriter::JournalWriter(EventLoop& loop, Worker& worker, JournalTail& tail,
                             StoreAccess& access, KnownSources& known, const Options& options)
    : worker_(worker),
      tail_(tail),
      access_(access),
      known_(known),
      options_(options),
      delay_(loop, [this] { turn_.make_due(); }),
      history_timer_(loop, [this] { look_at_history(); }) {
  access_.set_try_writing([this] { turn_.make_due(); });
  if (options_.between_histories.count() > 0) history_timer_.start(options_.between_histories);
}

void JournalWriter::appended(JournalSequence sequence, std::vector<Fact> facts) {
  for (const Fact& fact : facts) known_.add(fact.src);
  tail_.appended(sequence, std::move(facts));
  wait_for_more();
}

void JournalWriter::wait_for_more() {
  if (!delay_.running() && !turn_.due()) delay_.start(options_.delay);
}

void JournalWriter::dispatch() {
  if (turn_.under_way()) return;
  if (goes_now()) return send();
  // A record whose writing seemed to fail may stand in the journal all the same, unknown to
  // appended().
  const bool works = access_.writing() == StoreAccess::Writing::works;
  if (works && tail_.some_waits()) wait_for_more();
}

bool JournalWriter::goes_now() const {
  if (!tail_.may_write()) return false;
  if (turn_.due()) return true;
  // Only a pause that is over tries again what failed, however much comes.
  if (access_.writing() != StoreAccess::Writing::works) return false;
  return tail_.waiting() >= options_.company || (pace_ == Pace::hurried && tail_.some_waits());
}

void JournalWriter::send() {
  delay_.stop();
  auto job = std::make_shared<Job>(
      Job{.records = tail_.next(options_.batch),
          .opens = access_.writing_connection() == StoreAccess::Connection::to_be_opened,
          .asks_history = asks_history_ || access_.writing() == StoreAccess::Writing::refused});
  const bool posted = worker_.post([this, job](PersistentStore& store) -> Worker::Completion {
    job->run(store);
    return [this, job] { finished(std::move(*job)); };
  });
  if (posted) {
    asks_history_ = false;
    turn_.begun();
  } else {
    turn_.make_due();
  }
}

// Health comes last: it counts as up when all that follows from the writing has happened.
void JournalWriter::finished(Job job) {
  turn_.ended();
  known_.noted(job.outside_writes);
  if (!job.result) return access_.write_failed(job.result.error(), job.opened);
  if (job.records.read_back) {
    for (const auto& record : job.records.facts) {
      for (const Fact& fact : *record) known_.add(fact.src);
    }
  }
  tail_.written(job.records);
  if (on_written_) on_written_(job.records);
  if (tail_.some_waits()) wait_for_more();
  note_history(job.history);
  access_.wrote(job.opened);
}

void JournalWriter::look_at_history() {
  history_timer_.start(options_.between_histories);
  asks_history_ = true;
  turn_.make_due();
}

void JournalWriter::note_history(const std::string& history) {
  const std::string before = tail_.history();
  if (!tail_.goes_on_from(history)) return;
  log_typed(LogType::dbaccess, 1, "{} was {} and is {}: it gets again what the journal has kept",
            access_.store(), escaped(before), escaped(history));
  turn_.make_due();
  if (on_other_history_) on_other_history_();
}

}  // namespace greycache
