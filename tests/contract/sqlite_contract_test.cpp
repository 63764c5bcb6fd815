// Runs the suite of every persistent store on SQLite.
#include <cstdlib>
#include <filesystem>
#include <string>

#include "greycache/sqlite/sqlite_store.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache {

namespace {

// One directory for the program, removed at its end.
class Directory {
 public:
  Directory() {
    name_ = (std::filesystem::temp_directory_path() / "greycache-XXXXXX").string();
    if (mkdtemp(name_.data()) == nullptr) std::abort();
  }
  ~Directory() { clear(true); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  const std::string& name() const { return name_; }
  void clear(bool itself = false) {
    std::error_code ignored;
    for (const auto& file : std::filesystem::directory_iterator(name_)) {
      std::filesystem::remove(file, ignored);
    }
    if (itself) std::filesystem::remove(name_, ignored);
  }

 private:
  std::string name_;
};

Directory& directory() {
  static Directory the_directory;
  return the_directory;
}

}  // namespace

std::unique_ptr<PersistentStore> fresh_store() {
  directory().clear();
  return reopened_store();
}

std::unique_ptr<PersistentStore> reopened_store() {
  return std::make_unique<SqliteStore>(directory().name(), Durability::process);
}

void wait_for_older_writers() {}

}  // namespace greycache
