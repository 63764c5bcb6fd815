// The journal's port on a ModelDisk.
#include "tests/simulation/models/model_journal.h"

#include <algorithm>
#include <utility>

#include "greycache/sqlite/record.h"

namespace greycache::simulation {

namespace {

using Error = StoreError::Kind;
using Outcome = Fate::Outcome;

// As in SqliteJournal.
constexpr JournalSequence kTrimEvery = 64;
constexpr JournalSequence kTrimmedAtOnce = 8 * kTrimEvery;

std::size_t index_of(JournalReader reader) {
  return static_cast<std::size_t>(reader);
}

tl::unexpected<StoreError> failed(Error kind, const char* what) {
  if (kind == Error::data) kind = Error::refused;
  return tl::unexpected(StoreError{kind, std::string("the model's journal: ") + what});
}

}  // namespace

ModelJournal::ModelJournal(ModelDisk& disk, Clock clock, FaultDice& dice, SpendTime spend,
                           Options options)
    : disk_(disk),
      clock_(std::move(clock)),
      dice_(dice),
      spend_(std::move(spend)),
      options_(std::move(options)),
      kept_(options_.keep) {}

ModelJournal::~ModelJournal() {
  disk_.unlock(this);
}

StoreResult<void> ModelJournal::open(UnixTime) {
  if (!disk_.lock(this)) return failed(Error::refused, "another process holds the directory");
  locked_ = true;
  left_empty_ = !former_known_ && !disk_.made();
  open_ = false;
  const Fate fate = dice_.roll(FaultPoint::journal_open, options_.host);
  spend_(fate.takes);
  if (fate.outcome != Outcome::well) return failed(fate.error, "open() fails");
  auto opened = open_file();
  if (opened || opened.error().kind != Error::refused) return opened;
  disk_.remove_file();
  set_history(JournalReader::hot, kWentWithout);
  former_known_ = true;
  return open_file();
}

StoreResult<void> ModelJournal::open_file() {
  const ModelDisk::Marks known = former_known_ ? marks_ : ModelDisk::Marks();
  if (auto opened = disk_.open_file(known); !opened) return opened;
  open_ = true;
  read_last();
  for (std::size_t reader = 0; reader < marks_.places.size(); ++reader) {
    JournalSequence& place = marks_.places[reader];
    if (!former_known_) {
      place = std::min(std::max(place, disk_.journal().marks.places[reader]), rewound_[reader]);
    }
    place = std::clamp(place, std::min(deleted(), last_), last_);
  }
  read_histories();
  count_kept();
  return {};
}

// A file that was begun afresh knows less than this process.
void ModelJournal::read_last() {
  const ModelDisk::File& file = disk_.journal();
  const JournalSequence written = file.records.empty() ? 0 : file.records.rbegin()->first;
  last_ = std::max({last_, written, file.marks.places[0], file.marks.places[1]});
  last_is_known_ = true;
}

// At first what the file says, though the stores have told by then what they go on from.
void ModelJournal::read_histories() {
  for (std::size_t reader = 0; reader < marks_.histories.size(); ++reader) {
    const std::string& on_disk = disk_.journal().marks.histories[reader];
    std::string& own = marks_.histories[reader];
    if (former_known_ ? own.empty() : !on_disk.empty()) own = on_disk;
  }
  former_known_ = true;
}

// How long they are kept already is not known.
void ModelJournal::count_kept() {
  kept_.rewind(0);
  if (!kept_.keeps() || passed_by_all() <= deleted()) return;
  kept_.add(passed_by_all(), bytes_between(deleted(), passed_by_all()), clock_());
}

JournalSequence ModelJournal::deleted() const {
  const auto& records = disk_.journal().records;
  return records.empty() ? last_ : records.begin()->first - 1;
}

std::int64_t ModelJournal::bytes_between(JournalSequence after, JournalSequence to) const {
  const auto& records = disk_.journal().records;
  std::int64_t bytes = 0;
  const auto end = records.upper_bound(to);
  for (auto record = records.upper_bound(after); record != end; ++record) {
    bytes += static_cast<std::int64_t>(record->second.size());
    if (record->first >= to) break;
  }
  return bytes;
}

// Opens the file where an earlier call could not.
StoreResult<void> ModelJournal::ready() {
  if (!locked_) return failed(Error::unavailable, "it is not open");
  return open_ ? StoreResult<void>() : open_file();
}

// Does `work` on the open file as the dice has it.
StoreResult<void> ModelJournal::touch(FaultPoint point,
                                      const std::function<StoreResult<void>()>& work) {
  const Fate fate = dice_.roll(point, options_.host);
  spend_(fate.until_effect());
  if (fate.outcome == Outcome::fails_before) return failed(fate.error, "a call fails");
  auto done = work();
  spend_(fate.takes - fate.until_effect());
  if (done && fate.outcome == Outcome::fails_after) {
    count_kept();
    return failed(Error::unavailable, "the outcome is not known");
  }
  return done;
}

StoreResult<void> ModelJournal::commit(const ModelDisk::Transaction& transaction) {
  return disk_.commit(transaction, options_.durability == Durability::power);
}

std::vector<Fact> ModelJournal::facts_up_to(JournalSequence sequence) const {
  std::vector<Fact> facts;
  for (const auto& [number, record] : disk_.journal().records) {
    if (number <= sequence) decode_record(record, facts);
  }
  return facts;
}

void ModelJournal::kept_gone(const std::vector<Fact>& facts) const {
  if (kept_.keeps() && !facts.empty() && options_.on_kept_gone) options_.on_kept_gone(facts);
}

StoreResult<void> ModelJournal::write(FaultPoint point, const ModelDisk::Transaction& transaction) {
  const bool gives_way = kept_.gives_way();
  auto done = touch(point, [&]() -> StoreResult<void> {
    const auto going = facts_up_to(gives_way ? transaction.delete_to : 0);
    auto written = commit(transaction);
    if (written) kept_gone(going);
    const bool no_room = !written && written.error().kind == Error::read_only;
    // Nothing of the file is needed, and a new one is smaller.
    if (!no_room || size() != 0 || !gives_way) return written;
    kept_gone(facts_up_to(last_));
    open_ = false;
    disk_.remove_file();
    return open_file() ? commit(transaction) : written;
  });
  if (!done) last_is_known_ = false;
  return done;
}

StoreResult<JournalSequence> ModelJournal::append(std::span<const Fact> facts) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  if (!last_is_known_) read_last();
  ModelDisk::Transaction change{.record = {{last_ + 1, encode_record(facts)}}};
  const bool trims = last_ % kTrimEvery == 0 && needs_trimming();
  const Trimming trim = trims ? trimming(change) : Trimming();
  const auto written = write(FaultPoint::journal_append, change);
  kept_.give_way(!written && written.error().kind == Error::read_only);
  if (!written) return tl::unexpected(written.error());
  trimmed(trim);
  return ++last_;
}

// One that was never opened is opened by the others only.
StoreResult<void> ModelJournal::tick() {
  if (!open_ && !former_known_) return {};
  if (auto can = ready(); !can) return can;
  if (!needs_trimming()) return {};
  ModelDisk::Transaction change;
  const Trimming trim = trimming(change);
  auto done = write(FaultPoint::journal_tick, change);
  if (done) trimmed(trim);
  return done;
}

bool ModelJournal::needs_trimming() const {
  if (marks_ != disk_.journal().marks) return true;
  if (!kept_.keeps()) return deleted() < passed_by_all();
  return std::max(kept_.last(), deleted()) < passed_by_all() || kept_.due(clock_()) != 0;
}

ModelJournal::Trimming ModelJournal::trimming(ModelDisk::Transaction& transaction) const {
  transaction.marks = marks_;
  Trimming trim;
  JournalSequence due = passed_by_all();
  if (kept_.keeps()) {
    const JournalSequence counted = std::max(kept_.last(), deleted());
    trim.kept_to = std::max(counted, std::min(due, counted + kTrimmedAtOnce));
    trim.kept_bytes = bytes_between(counted, trim.kept_to);
    due = kept_.due(clock_());
  }
  const JournalSequence to = std::min(due, deleted() + kTrimmedAtOnce);
  if (to <= deleted()) return trim;
  trim.deleted_to = transaction.delete_to = to;
  trim.deleted_bytes = bytes_between(deleted(), to);
  return trim;
}

void ModelJournal::trimmed(const Trimming& trimming) {
  if (!kept_.keeps()) return;
  if (trimming.kept_to != 0) kept_.add(trimming.kept_to, trimming.kept_bytes, clock_());
  kept_.remove(trimming.deleted_to, trimming.deleted_bytes);
}

StoreResult<Journal::Chunk> ModelJournal::next(JournalReader reader, std::size_t facts) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  Chunk chunk;
  chunk.last = place(reader);
  const auto done = touch(FaultPoint::journal_next, [&]() -> StoreResult<void> {
    const auto& records = disk_.journal().records;
    auto record = records.upper_bound(chunk.last);
    for (; record != records.end() && chunk.facts.size() < facts; ++record) {
      chunk.last = record->first;
      bad_lines_ += decode_record(record->second, chunk.facts);
    }
    return disk_.read();
  });
  if (!done) return tl::unexpected(done.error());
  if (chunk.facts.empty()) passed(reader, chunk.last);
  return chunk;
}

void ModelJournal::passed(JournalReader reader, JournalSequence sequence) {
  JournalSequence& place = marks_.places[index_of(reader)];
  place = std::max(place, std::min(sequence, last_));
}

void ModelJournal::rewind(JournalReader reader, JournalSequence after) {
  JournalSequence& place = marks_.places[index_of(reader)];
  place = std::min(place, std::max(after, deleted()));
  kept_.rewind(passed_by_all());
  if (!former_known_) rewound_[index_of(reader)] = std::min(rewound_[index_of(reader)], after);
}

const std::string& ModelJournal::history(JournalReader reader) const {
  return marks_.histories[index_of(reader)];
}

void ModelJournal::set_history(JournalReader reader, std::string name) {
  marks_.histories[index_of(reader)] = std::move(name);
}

JournalSequence ModelJournal::place(JournalReader reader) const {
  return marks_.places[index_of(reader)];
}

JournalSequence ModelJournal::passed_by_all() const {
  return std::min(marks_.places[0], marks_.places[1]);
}

std::int64_t ModelJournal::size() const {
  return passed_by_all() == last_ ? 0 : disk_.journal().bytes - kept_.bytes();
}

}  // namespace greycache::simulation
