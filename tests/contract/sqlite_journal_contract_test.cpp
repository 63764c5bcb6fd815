// Runs the suites of the journals on the one in a SQLite file.
#include <doctest/doctest.h>

#include <optional>

#include "greycache/sqlite/sqlite_journal.h"
#include "tests/contract/journal_file_suite.h"
#include "tests/contract/journal_suite.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/sqlite/temporary_directory.h"

namespace greycache {

namespace {

class SqliteFile : public JournalFileHarness {
 public:
  SqliteFile() {
    SqliteFile::restart({});
    REQUIRE(SqliteFile::open());
  }

  Journal& journal() override { return *journal_; }
  StoreResult<void> open() override { return journal_->open(kTestTime); }
  StoreResult<void> tick() override { return journal_->tick(); }
  std::int64_t kept() override { return journal_->kept(); }

  void restart(const KeptRecords::Limits& keep) override {
    journal_.reset();
    journal_.emplace(directory_.path(), Durability::process, keep, [this] { return now; });
  }
  StoreResult<void> open_beside() override { return beside().open(kTestTime); }
  StoreResult<JournalSequence> append_beside() override {
    return beside().append(std::vector<Fact>{journal_fact(1)});
  }

  std::int64_t records() override {
    auto database = Database::open(directory_.file("journal.sqlite"), Database::Synchronous::off,
                                   std::chrono::milliseconds(10));
    REQUIRE(database.has_value());
    return *database->number("select count(*) from record");
  }
  void fill_up() override { full_.emplace(1); }
  void make_room() override { full_.reset(); }
  void damage() override { directory_.write("journal.sqlite", std::string(8192, 'x')); }

 private:
  SqliteJournal& beside() {
    if (!beside_) beside_.emplace(directory_.path(), Durability::process);
    return *beside_;
  }

  KeptLog log_;
  TemporaryDirectory directory_;
  std::optional<FileSizeLimit> full_;
  std::optional<SqliteJournal> journal_;
  std::optional<SqliteJournal> beside_;
};

// A journal with the directory that it is in.
class SqliteJournalAndFile : public SqliteJournal {
 public:
  explicit SqliteJournalAndFile(std::unique_ptr<TemporaryDirectory> directory)
      : SqliteJournal(directory->path(), Durability::process), directory_(std::move(directory)) {
    REQUIRE(open(kTestTime));
  }

 private:
  std::unique_ptr<TemporaryDirectory> directory_;
};

}  // namespace

std::unique_ptr<Journal> make_journal() {
  return std::make_unique<SqliteJournalAndFile>(std::make_unique<TemporaryDirectory>());
}

std::unique_ptr<JournalFileHarness> make_journal_file() {
  return std::make_unique<SqliteFile>();
}

}  // namespace greycache
