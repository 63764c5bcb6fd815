// Runs the suites of the journals on the one in a SQLite file.
#include <doctest/doctest.h>

#include <optional>

#include "greycache/sqlite/sqlite_journal.h"
#include "tests/contract/journal_file_suite.h"
#include "tests/contract/journal_suite.h"
#include "tests/unit/kept_log.h"
#include "tests/unit/sqlite/file_size_limit.h"
#include "tests/unit/temporary_directory.h"

namespace greycache {

namespace {

struct SqliteDisk {
  KeptLog log;
  TemporaryDirectory directory;
  std::optional<FileSizeLimit> full;
};

class SqliteFile final : SqliteDisk, public JournalFileOn<SqliteJournal> {
 public:
  SqliteFile() {
    SqliteFile::emplace(journal_, {});
    REQUIRE(journal_->open(kTestTime));
  }

  std::int64_t records() override {
    auto database = Database::open(directory.file("journal.sqlite"), Database::Synchronous::off,
                                   std::chrono::milliseconds(10));
    REQUIRE(database.has_value());
    return *database->number("select count(*) from record");
  }
  void fill_up() override { full.emplace(1); }
  void make_room() override { full.reset(); }
  void damage() override { directory.write("journal.sqlite", std::string(8192, 'x')); }

 private:
  void emplace(std::optional<SqliteJournal>& journal, const KeptRecords::Limits& keep) override {
    journal.emplace(directory.path(), Durability::process, keep, [this] { return now; });
  }
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
