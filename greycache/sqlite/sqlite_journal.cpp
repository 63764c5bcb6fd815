// Records in and out of the journal's file.
#include "greycache/sqlite/sqlite_journal.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/sqlite/journal_schema.h"
#include "greycache/sqlite/left_empty.h"
#include "greycache/sqlite/record.h"

namespace greycache {

namespace {

// append() trims once in so many records, and trims a few times as many, so that the file shrinks
// again while records keep coming and no single call takes long.
constexpr JournalSequence kTrimEvery = 64;
constexpr JournalSequence kTrimmedAtOnce = 8 * kTrimEvery;
constexpr std::array<std::string_view, 2> kReaders{"hot", "persistent"};
constexpr std::array<std::string_view, 2> kReadHistory{"select name from hot_history",
                                                       "select name from history"};
constexpr std::array<std::string_view, 2> kWriteHistory{"update hot_history set name = ?",
                                                        "update history set name = ?"};

std::size_t index_of(JournalReader reader) {
  return static_cast<std::size_t>(reader);
}

StoreError not_open() {
  return {StoreError::Kind::unavailable, "the journal is not open"};
}

bool is_damage(const StoreError& error) {
  return error.kind == StoreError::Kind::refused;
}

}  // namespace

SqliteJournal::SqliteJournal(const std::string& state_dir, Durability durability,
                             const KeptRecords::Limits& keep, Clock clock)
    : state_dir_(state_dir),
      file_(state_dir + "/journal.sqlite",
            durability == Durability::power ? Database::Synchronous::full
                                            : Database::Synchronous::off,
            [this] { return read_file(); }),
      clock_(std::move(clock)),
      kept_(keep) {}

StoreResult<void> SqliteJournal::open(UnixTime now) {
  if (!lock_) {
    auto lock = StateLock::take(state_dir_);
    if (!lock) return tl::unexpected(lock.error());
    lock_ = std::move(*lock);
  }
  left_empty_ = !former_known_ && is_left_empty(file_.path());
  auto opened = file_.open();
  if (opened || !is_damage(opened.error())) return opened;
  log_typed(LogType::dbaccess, 0, "the journal is damaged: {}", opened.error().message);
  if (auto moved = file_.move_aside(now); !moved) return moved;
  set_history(JournalReader::hot, kWentWithout);
  former_known_ = true;
  return file_.open();
}

StoreResult<void> SqliteJournal::read_file() {
  if (auto made = make_tables(); !made) return made;
  return read_state();
}

// A file that is begun says at once what is known of the readers, lest a kill lose kWentWithout.
StoreResult<void> SqliteJournal::make_tables() {
  return file_->transaction([this]() -> StoreResult<void> {
    const auto tables = file_->number("select count(*) from sqlite_master");
    if (!tables) return tl::unexpected(tables.error());
    auto made = file_->script(kJournalSchema);
    if (!made || *tables > 0 || !former_known_) return made;
    disk_ = {};
    return write_places();
  });
}

// Nobody but a stranger wrote such numbers: we count from 1.
StoreResult<void> SqliteJournal::remove_strange() {
  const auto strange = file_->number(
      "select (select count(*) from record where seq < 1 or seq > ?1)"
      " + (select count(*) from place where seq < 0 or seq > ?1)",
      {kGreatest});
  if (!strange) return tl::unexpected(strange.error());
  if (*strange == 0) return {};
  bad_lines_ += static_cast<std::size_t>(*strange);
  log_typed(LogType::dbaccess, 0, "{}: {} records or places with numbers that are none go",
            escaped(file_.path()), *strange);
  if (auto removed = file_->run("delete from record where seq < 1 or seq > ?", {kGreatest});
      !removed) {
    return removed;
  }
  // What such a reader has already it gets again.
  return file_->run("update place set seq = 0 where seq < 0 or seq > ?", {kGreatest});
}

StoreResult<void> SqliteJournal::read_state() {
  if (auto removed = remove_strange(); !removed) return removed;
  for (std::size_t reader = 0; reader < kReaders.size(); ++reader) {
    const auto place = file_->number("select seq from place where reader = ?", {kReaders[reader]});
    if (!place) return tl::unexpected(place.error());
    disk_.places[reader] = *place;
  }
  if (auto known = read_last(); !known) return known;
  auto done =
      file_->each("select ifnull(min(seq) - 1, ?), ifnull(sum(length(facts)), 0) from record",
                  [this](const Row& row) {
                    disk_.deleted = row.integer(0);
                    disk_.bytes = row.integer(1);
                    return false;
                  },
                  {last_});
  if (!done) return done;
  for (std::size_t reader = 0; reader < kReaders.size(); ++reader) {
    JournalSequence& place = places_[reader];
    // Later what this process knows is the younger, also where a reader was rewound.
    if (!former_known_) place = std::min(std::max(place, disk_.places[reader]), rewound_[reader]);
    place = std::clamp(place, std::min(disk_.deleted, last_), last_);
  }
  if (auto read = read_histories(); !read) return read;
  return read_kept();
}

// At first what the file says, though the stores have told by then what they go on from: whoever
// compares finds the difference. Later what this process knows is the younger.
StoreResult<void> SqliteJournal::read_histories() {
  for (std::size_t reader = 0; reader < kReaders.size(); ++reader) {
    std::string& on_disk = disk_.histories[reader];
    auto read = file_->each(kReadHistory[reader], [&on_disk](const Row& row) {
      on_disk = row.text(0);
      return false;
    });
    if (!read) return read;
    const bool counts = former_known_ ? histories_[reader].empty() : !on_disk.empty();
    if (counts) histories_[reader] = on_disk;
  }
  former_known_ = true;
  return {};
}

// How long they are kept already is not known: they are kept as if they were passed just now.
StoreResult<void> SqliteJournal::read_kept() {
  kept_.rewind(0);
  if (!kept_.keeps() || passed_by_all() <= disk_.deleted) return {};
  const auto bytes = bytes_between(disk_.deleted, passed_by_all());
  if (!bytes) return tl::unexpected(bytes.error());
  kept_.add(passed_by_all(), *bytes, clock_());
  return {};
}

StoreResult<std::int64_t> SqliteJournal::bytes_between(JournalSequence after, JournalSequence to) {
  return file_->number("select sum(length(facts)) from record where seq > ? and seq <= ?",
                       {after, to});
}

StoreResult<void> SqliteJournal::read_last() {
  const auto last = file_->number("select max(seq) from record");
  if (!last) return tl::unexpected(last.error());
  // A file that was begun afresh knows less than this process.
  last_ = std::max({last_, *last, disk_.places[0], disk_.places[1]});
  last_is_known_ = true;
  return {};
}

StoreResult<JournalSequence> SqliteJournal::append(std::span<const Fact> facts) {
  const std::string record = encode_record(facts);
  const auto written = write([&]() -> StoreResult<void> {
    if (!last_is_known_) {
      if (auto known = read_last(); !known) return known;
    }
    if (last_ % kTrimEvery != 0 || !needs_trimming()) return insert(record);
    return file_->transaction([&]() -> StoreResult<void> {
      if (auto done = insert(record); !done) return done;
      return trim();
    });
  });
  // A record needs room; trimming, where it fails, can wait for one.
  kept_.give_way(!written && written.error().kind == StoreError::Kind::read_only);
  if (!written) return tl::unexpected(written.error());
  disk_.bytes += static_cast<std::int64_t>(record.size());
  return ++last_;
}

StoreResult<void> SqliteJournal::tick() {
  if (file_.is_open()) {
    if (auto can = file_.make_ready(); !can) return can;
    if (auto set = file_.bound_log(); !set) return set;
  }
  if (!needs_trimming()) return {};
  return write([this] { return file_->transaction([this] { return trim(); }); });
}

// After an error the file holds what it held before, but for a record of which it is not known.
StoreResult<void> SqliteJournal::write(const std::function<StoreResult<void>()>& work) {
  if (!lock_) return tl::unexpected(not_open());
  if (auto can = file_.make_ready(); !can) return can;
  // Only who writes again learns that a store has lost what is kept: it stays for one more try.
  const bool kept_goes = kept_.gives_way();
  auto done = attempt(work);
  if (done || done.error().kind != StoreError::Kind::read_only) return done;
  // Its log was cut off meanwhile, which may have made room; or, on a disk so small that the log
  // has filled it before SQLite would have begun it anew, is not needed, as nothing of the file is.
  if (size() == 0 && kept_goes) file_.begin_afresh();
  return file_.is_open() ? attempt(work) : done;
}

StoreResult<void> SqliteJournal::attempt(const std::function<StoreResult<void>()>& work) {
  const OnDisk before = disk_;
  trimmed_ = {};
  auto done = work();
  if (done) {
    if (trimmed_.kept_to != 0) kept_.add(trimmed_.kept_to, trimmed_.kept_bytes, clock_());
    if (kept_.keeps()) kept_.remove(trimmed_.deleted_to, trimmed_.deleted_bytes);
    return done;
  }
  disk_ = before;
  last_is_known_ = false;
  return done;
}

StoreResult<void> SqliteJournal::insert(std::string_view record) {
  return file_->run("insert into record values (?, ?)", {last_ + 1, record});
}

StoreResult<Journal::Chunk> SqliteJournal::next(JournalReader reader, std::size_t facts) {
  if (!lock_) return tl::unexpected(not_open());
  if (!file_.is_open()) {
    if (auto opened = file_.open(); !opened) return tl::unexpected(opened.error());
  }
  Chunk chunk;
  chunk.last = place(reader);
  if (chunk.last == last_) return chunk;
  std::size_t bad = 0;
  const auto done = file_->each("select seq, facts from record where seq > ? order by seq",
                                [&](const Row& row) {
                                  chunk.last = row.integer(0);
                                  bad += decode_record(row.text(1), chunk.facts);
                                  return chunk.facts.size() < facts;
                                },
                                {chunk.last});
  if (!done) return tl::unexpected(done.error());
  if (bad > 0) {
    bad_lines_ += bad;
    log_typed(LogType::dbaccess, 0, "{}: left out {} lines up to record {} that are no facts",
              escaped(file_.path()), bad, chunk.last);
  }
  // Nothing but bad lines is nothing to hand on.
  if (chunk.facts.empty()) passed(reader, chunk.last);
  return chunk;
}

void SqliteJournal::passed(JournalReader reader, JournalSequence sequence) {
  assert(sequence <= last_);
  JournalSequence& place = places_[index_of(reader)];
  place = std::max(place, sequence);
}

void SqliteJournal::rewind(JournalReader reader, JournalSequence after) {
  JournalSequence& place = places_[index_of(reader)];
  place = std::min(place, std::max(after, disk_.deleted));
  kept_.rewind(passed_by_all());
  if (!former_known_) rewound_[index_of(reader)] = std::min(rewound_[index_of(reader)], after);
}

const std::string& SqliteJournal::history(JournalReader reader) const {
  return histories_[index_of(reader)];
}

void SqliteJournal::set_history(JournalReader reader, std::string name) {
  histories_[index_of(reader)] = std::move(name);
}

JournalSequence SqliteJournal::place(JournalReader reader) const {
  return places_[index_of(reader)];
}

JournalSequence SqliteJournal::passed_by_all() const {
  return *std::min_element(places_.begin(), places_.end());
}

std::int64_t SqliteJournal::size() const {
  return passed_by_all() == last_ ? 0 : disk_.bytes - kept_.bytes();
}

bool SqliteJournal::needs_trimming() const {
  if (places_ != disk_.places || histories_ != disk_.histories) return true;
  if (!kept_.keeps()) return disk_.deleted < passed_by_all();
  return std::max(kept_.last(), disk_.deleted) < passed_by_all() || kept_.due(clock_()) != 0;
}

StoreResult<void> SqliteJournal::write_places() {
  for (std::size_t reader = 0; reader < kReaders.size(); ++reader) {
    auto written = file_->run("update place set seq = ? where reader = ?",
                              {places_[reader], kReaders[reader]});
    if (!written) return written;
  }
  disk_.places = places_;
  for (std::size_t reader = 0; reader < kReaders.size(); ++reader) {
    if (histories_[reader] == disk_.histories[reader]) continue;
    auto written = file_->run(kWriteHistory[reader], {histories_[reader]});
    if (!written) return written;
  }
  disk_.histories = histories_;
  return {};
}

// In one transaction with the places, so that a sequence is never used twice.
StoreResult<void> SqliteJournal::trim() {
  if (auto written = write_places(); !written) return written;
  JournalSequence due = passed_by_all();
  if (kept_.keeps()) {
    const JournalSequence counted = std::max(kept_.last(), disk_.deleted);
    due = std::max(counted, std::min(due, counted + kTrimmedAtOnce));
    const auto newly = bytes_between(counted, due);
    if (!newly) return tl::unexpected(newly.error());
    trimmed_.kept_to = due;
    trimmed_.kept_bytes = *newly;
    due = kept_.due(clock_());
  }
  const JournalSequence to = std::min(due, disk_.deleted + kTrimmedAtOnce);
  if (to <= disk_.deleted) return {};
  const auto gone = bytes_between(disk_.deleted, to);
  if (!gone) return tl::unexpected(gone.error());
  auto done = file_->run("delete from record where seq <= ?", {to});
  if (!done) return done;
  trimmed_.deleted_to = to;
  trimmed_.deleted_bytes = *gone;
  disk_.deleted = to;
  disk_.bytes -= *gone;
  return {};
}

}  // namespace greycache
