// What the connections of a file in WAL mode hold for true of its log.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

struct sqlite3;
struct sqlite3_file;

namespace greycache {

// SQLite keeps in memory which frame of the log has which page, and never looks whether the log is
// still that one: cut off or written over by somebody else, it would be moved to the file as it is,
// which leaves no database. See https://www.sqlite.org/walformat.html. Outside of a transaction.
class LogIndex {
 public:
  // What is to become of a log that is another than it should be.
  enum class Log { counts, is_cut };

  explicit LogIndex(sqlite3* connection);

  // Where the log does not have what counts of it SQLite reads it again before it is used next, by
  // whichever connection, or goes on with what the file itself has; and it is true. In doubt the
  // log has it: where somebody writes at this moment.
  bool mend(Log log) const;

 private:
  // The index' header, which is there twice.
  using Header = std::array<std::uint32_t, 12>;

  static bool is_sound(const Header& header);
  std::optional<Header> header() const;
  bool fits() const;
  bool is_empty(const Header& header) const;
  bool has_last_frame(const Header& header) const;

  sqlite3_file* file_ = nullptr;
  sqlite3_file* log_ = nullptr;
  volatile std::uint32_t* memory_ = nullptr;  // null where there is no log, or no index yet
};

}  // namespace greycache
