// What stands in a file of Berkeley DB, by the program that reads such files.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greyctl/replay/line_input.h"

namespace greycache {

// A line of `db_dump -p`: printable text, in which \\ is a backslash and \xx a byte. Nothing where
// it is no such line.
std::optional<std::string> dumped_bytes(std::string_view line);

// How long a program may take. Within the environment it waits for locks, also for those of an
// owner that died with them.
struct DumpPatience {
  std::chrono::milliseconds environment = std::chrono::minutes(2);
  std::chrono::milliseconds file_alone = std::chrono::minutes(10);
};

// The keys and values of one file, dumped to a file of our own that goes away when it is read, or
// with this.
class DatabaseDump {
 public:
  using PairCallback =
      std::function<tl::expected<void, std::string>(std::string_view key, std::string_view value)>;

  // By db5.3_dump or db_dump, whichever is there, as a part of the directory's environment, so that
  // what a running owner has not written out yet is seen; the owner is not disturbed. Where the
  // environment cannot be used, or hangs, the file alone. The error says which package is missing,
  // or how the programs ended, what they said and where they wrote to.
  static tl::expected<DatabaseDump, std::string> make(const std::string& directory,
                                                      const std::string& file,
                                                      const DumpPatience& patience = {});

  DatabaseDump(DatabaseDump&&) noexcept;
  DatabaseDump& operator=(DatabaseDump&&) = delete;
  ~DatabaseDump();

  // Once, in the order of keys. Lines that are none of a dump's are an error, and so is a dump
  // without its end, after the pairs that it has.
  tl::expected<void, std::string> each(const PairCallback& pair);

 private:
  explicit DatabaseDump(std::string directory) : directory_(std::move(directory)) {}

  std::string path() const { return directory_ + "/dump"; }
  void remove();

  std::string directory_;  // a temporary one of our own; empty where there is none any more
};

}  // namespace greycache
