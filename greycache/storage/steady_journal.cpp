// The journal on disk, and in memory while the disk takes nothing.
#include "greycache/storage/steady_journal.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <limits>
#include <utility>

#include "common/typed_log.h"

namespace greycache {

namespace {

// Facts that move from memory to the file as one record, and how long the loop may be busy with it.
constexpr std::size_t kFactsInMove = 1000;
constexpr std::chrono::milliseconds kMoveTime{20};

// Records that the hot reader goes without at once.
constexpr JournalSequence kSparedAtOnce = 512;

StoreError as_large_as_allowed() {
  return {StoreError::Kind::read_only, "the file is as large as journal_max allows"};
}

}  // namespace

const char* journal_state_name(SteadyJournal::State state) {
  constexpr std::array kNames{"disk", "memory", "full"};
  return kNames[static_cast<std::size_t>(state)];
}

SteadyJournal::SteadyJournal(std::unique_ptr<Journal> file, Upkeep upkeep, const Limits& limits,
                             StoreHealth& health, Clock clock)
    : file_(std::move(file)),
      upkeep_(std::move(upkeep)),
      limits_(limits),
      health_(health),
      condition_(health),
      clock_(std::move(clock)) {}

SteadyJournal::State SteadyJournal::state() const {
  if (!memory_) return State::disk;
  return memory_full_ ? State::full : State::memory;
}

StoreResult<JournalSequence> SteadyJournal::append(std::span<const Fact> facts) {
  // Before the record, which may take the file a little over its bound, and never further.
  if (!memory_ && file_->size() >= limits_.most_bytes) {
    trim_for_room();
    if (file_->size() >= limits_.most_bytes) go_on_in_memory(as_large_as_allowed());
  }
  if (!memory_) {
    const auto written = file_->append(facts);
    if (written) return *written + base_;
    go_on_in_memory(written.error());
  }
  // A full memory has room for a record again and again: it is told anew once half of it was free.
  if (memory_->facts() <= limits_.facts_in_memory / 2) told_full_ = false;
  auto kept = memory_->append(facts);
  if (!kept && spare_hot()) kept = memory_->append(facts);
  memory_full_ = !kept;
  if (memory_full_ && !std::exchange(told_full_, true)) {
    log_typed(LogType::dbaccess, 0,
              "the journal can write neither to disk nor to memory, where {} facts wait: "
              "changes are in the hot store only, and may be lost",
              facts_in_memory());
  }
  return kept;
}

// The memory's records are numbered on from the file's last. So to readers both are one journal.
void SteadyJournal::go_on_in_memory(const StoreError& error) {
  memory_after_ = last();
  memory_.emplace(
      limits_.facts_in_memory, memory_after_,
      limits_.keep.count() > 0 ? MemoryJournal::Passed::stay : MemoryJournal::Passed::go);
  handed_on_ = memory_after_;
  looked_ = clock_();
  attempts_.begin(error);
  condition_.took_nothing(error);
}

// What the file holds that is not known yet is like what cannot be read.
StoreResult<Journal::Chunk> SteadyJournal::next(JournalReader reader, std::size_t facts) {
  if (!knows_former()) {
    auto kept = memory_ ? next_in_memory(reader, facts, true) : Chunk{};
    if (!kept || !kept->facts.empty()) return kept;
    return tl::make_unexpected(StoreError{StoreError::Kind::unavailable, "its file is not open"});
  }
  if (file_->place(reader) != file_->last()) {
    auto chunk = file_->next(reader, facts);
    level();
    note_reading(chunk.map([](const Chunk&) {}));
    // One whose writing failed is read already, but has no number yet.
    if (chunk) chunk->last = given(reader, std::min(chunk->last, file_->last()));
    // A file that cannot be read keeps its records until it can; those in memory need not wait. But
    // the reader that has those lacks some still.
    if (!memory_ || (chunk && !chunk->facts.empty())) return chunk;
    auto kept = next_in_memory(reader, facts, !chunk);
    return !chunk && kept && kept->facts.empty() ? chunk : kept;
  }
  if (!memory_) return Chunk{};
  return next_in_memory(reader, facts, false);
}

StoreResult<Journal::Chunk> SteadyJournal::look_through(JournalReader reader, std::size_t facts) {
  auto chunk = next(reader, facts);
  const bool ends_in_file = chunk && !chunk->lacks_some && chunk->last == file_->last() + base_;
  if (!memory_ || !ends_in_file || chunk->facts.size() >= facts) return chunk;
  auto kept = memory_->next(reader, facts - chunk->facts.size());
  if (!kept) return kept;
  std::ranges::move(kept->facts, std::back_inserter(chunk->facts));
  chunk->last = std::max(chunk->last, kept->last);
  return chunk;
}

StoreResult<Journal::Chunk> SteadyJournal::next_in_memory(JournalReader reader, std::size_t facts,
                                                          bool ahead) {
  auto chunk = memory_->next(reader, facts);
  if (chunk && ahead) chunk->lacks_some = ahead_[static_cast<std::size_t>(reader)] = true;
  return chunk;
}

// To pass a record in memory says nothing of those in the file: a reader may have got it since the
// file could not be read.
void SteadyJournal::passed(JournalReader reader, JournalSequence sequence) {
  level();
  if (memory_ && sequence > memory_after_) return memory_->passed(reader, sequence);
  // Moved since: the reader gets it again behind what it lacks.
  if (std::exchange(ahead_[static_cast<std::size_t>(reader)], false)) return;
  const Given& last_given = given_[static_cast<std::size_t>(reader)];
  const bool was_given = sequence == last_given.sequence;
  file_->passed(reader, std::min(was_given ? last_given.in_file : sequence - base_, file_->last()));
}

JournalSequence SteadyJournal::given(JournalReader reader, JournalSequence in_file) {
  given_[static_cast<std::size_t>(reader)] = {in_file + base_, in_file};
  return in_file + base_;
}

// Whoever names a sequence may have got it before level(): as the greatest base has it, it stands
// for no later record than it did then.
void SteadyJournal::rewind(JournalReader reader, JournalSequence after) {
  file_->rewind(reader, after - greatest_base_);
  if (memory_) memory_->rewind(reader, after);
}

JournalSequence SteadyJournal::last() const {
  return memory_ ? memory_->last() : file_->last() + base_;
}

JournalSequence SteadyJournal::place(JournalReader reader) const {
  const JournalSequence in_file = file_->place(reader);
  if (!memory_ || in_file != file_->last()) return in_file + base_;
  return memory_->place(reader);
}

void SteadyJournal::tick() {
  condition_.note_size(file_->size(), limits_.most_bytes);
  if (condition_.unreadable()) read_again();
  if (!memory_ && !knows_former()) open_late();
  if (!memory_) return trim();
  forget_some();
  if (attempts_.due()) try_file(kMoveTime, limits_.most_bytes);
}

// What was handed on before the last look, `keep` ago or longer.
void SteadyJournal::forget_some() {
  const auto now = clock_();
  if (now - looked_ < limits_.keep) return;
  looked_ = now;
  memory_->forget(std::exchange(handed_on_, memory_->passed_by_all()));
}

void SteadyJournal::save() {
  constexpr auto kNoBound = std::numeric_limits<std::int64_t>::max();
  if (memory_) try_file(std::chrono::seconds(10), kNoBound);
  // So that the next start finds no more than what nobody has taken.
  if (!memory_) static_cast<void>(upkeep_.trim());
}

void SteadyJournal::try_file(std::chrono::milliseconds patience, std::int64_t most_bytes) {
  const auto end = clock_() + patience;
  attempts_.begin_pause();
  if (attempts_.must_open() && !upkeep_.reopen()) return attempts_.not_opened();
  attempts_.opened();
  level();
  trim_for_room();
  // The loop stands still meanwhile, so not all at once: the rest comes with the next ticks.
  do {
    auto moved = move_some(most_bytes);
    // What is only kept gives its room away, where none has come meanwhile.
    if (!moved && upkeep_.trim()) moved = move_some(most_bytes);
    if (!moved) return attempts_.failed(moved.error());
  } while (memory_ && clock_() < end);
  attempts_.went_well();
}

// One record of many facts, of which readers that had some get them again: facts merge. In the file
// many records have become one, and base_ makes up for the numbers between.
StoreResult<void> SteadyJournal::move_some(std::int64_t most_bytes) {
  const Chunk chunk = memory_->oldest(kFactsInMove);
  if (!chunk.facts.empty()) {
    if (file_->size() >= most_bytes) return tl::make_unexpected(as_large_as_allowed());
    const auto written = file_->append(chunk.facts);
    level();
    if (!written) return tl::make_unexpected(written.error());
    raise_base(chunk.last - *written);
    memory_after_ = chunk.last;
    for (const JournalReader reader : {JournalReader::hot, JournalReader::persistent}) {
      // One that is still behind in the file gets the record again after what it lacks there.
      const bool has_it = memory_->place(reader) >= chunk.last;
      if (has_it && file_->place(reader) == *written - 1) file_->passed(reader, *written);
      memory_->passed(reader, chunk.last);
    }
    memory_->forget(chunk.last);
    memory_full_ = false;
  }
  if (!memory_->empty()) return {};
  raise_base(memory_->last() - file_->last());
  memory_.reset();
  memory_full_ = false;
  look_well();
  return {};
}

void SteadyJournal::raise_base(JournalSequence to) {
  base_ = std::max(base_, to);
  greatest_base_ = std::max(greatest_base_, base_);
}

// A record whose writing failed may be found in the file later. Its facts are in memory, too, so it
// shares the number before those; else the numbers of both would overlap, and passing one in memory
// would pass nothing, for ever.
void SteadyJournal::level() {
  if (memory_) base_ = std::min(base_, memory_after_ - file_->last());
}

void SteadyJournal::look_well() {
  if (!memory_ && knows_former() && condition_.well()) health_.set_up();
}

void SteadyJournal::trim() {
  const auto trimmed = upkeep_.trim();
  condition_.note_trimming(trimmed);
  if (trimmed) look_well();
}

void SteadyJournal::note_reading(const StoreResult<void>& read) {
  if (condition_.note_reading(read)) look_well();
}

// What could not be read may have left from the memory of who wrote it: then nobody else tries.
void SteadyJournal::read_again() {
  if (!knows_former()) return;
  for (const JournalReader reader : {JournalReader::hot, JournalReader::persistent}) {
    if (file_->place(reader) == file_->last()) continue;
    return note_reading(file_->next(reader, 1).map([](const Chunk&) {}));
  }
  note_reading({});
}

// Whether anything is appended or not: nobody can be told what is in it before.
void SteadyJournal::open_late() {
  if (!attempts_.due()) return;
  const auto opened = upkeep_.reopen();
  if (opened) level();
  note_reading(opened);
}

// The oldest records that only the hot reader lacks go on without it. In memory those of the file
// stand before any that are in memory. False where it lacks no more than the other does.
bool SteadyJournal::spare_hot() {
  const JournalSequence others = place(JournalReader::persistent);
  const JournalSequence before = place(JournalReader::hot);
  if (before >= others) return false;
  // Noted first: it is written in the transaction that deletes them.
  if (file_->history(JournalReader::hot) != kWentWithout) {
    log_typed(LogType::dbaccess, 1,
              "the journal is full of what the hot store has not taken: it goes without, and its "
              "sources are read again once it is back");
    file_->set_history(JournalReader::hot, kWentWithout);
  }
  const JournalSequence in_file = file_->last() + base_;
  const JournalSequence from = memory_ ? std::max(before, std::min(in_file, others)) : before;
  const JournalSequence to = std::min(others, from + kSparedAtOnce);
  file_->passed(JournalReader::hot, std::min(to, in_file) - base_);
  if (memory_ && to > in_file) memory_->passed(JournalReader::hot, to);
  went_without_ += to - before;
  return true;
}

// A file that its readers have emptied shrinks by trimming only, since nothing is appended.
void SteadyJournal::trim_for_room() {
  const auto end = clock_() + kMoveTime;
  bool shrinks = true;
  while (shrinks && file_->size() >= limits_.most_bytes && clock_() < end) {
    const std::int64_t before = file_->size();
    const bool spared = spare_hot();
    if (!upkeep_.trim()) return;
    shrinks = spared || file_->size() < before;
  }
}

}  // namespace greycache
