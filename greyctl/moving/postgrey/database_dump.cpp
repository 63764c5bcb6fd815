// db_dump -p into a temporary file, which is read line by line.
#include "greyctl/moving/postgrey/database_dump.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "common/characters.h"
#include "common/hex_value.h"
#include "common/temporary_directory.h"
#include "common/text.h"
#include "greyctl/postfix/program.h"

namespace greycache {

namespace {

constexpr std::string_view kHeaderEnd = "HEADER=END";
constexpr std::string_view kDataEnd = "DATA=END";

enum class Outcome : std::uint8_t { done, failed, hung, not_started };

// The programs that were tried, and what is to be told of them.
class Dumping {
 public:
  Dumping(std::string directory, std::string file, std::string into)
      : directory_(std::move(directory)), file_(std::move(file)), into_(std::move(into)) {}

  // Within its environment; or, where that is of another version, damaged or locked by who is gone,
  // the file alone.
  bool run(const DumpPatience& patience) {
    bool hung = false;
    for (const char* const program : {"db5.3_dump", "db_dump"}) {
      if (!hung) {
        const Outcome within =
            run({program, "-p", "-h", directory_, "-f", into_, file_}, patience.environment);
        if (within == Outcome::done) return true;
        if (within == Outcome::not_started) continue;
        hung = within == Outcome::hung;
      }
      const std::string path = directory_ + "/" + file_;
      if (run({program, "-p", "-f", into_, path}, patience.file_alone) == Outcome::done) {
        return true;
      }
    }
    return false;
  }

  std::string trouble() const {
    const std::string path = escaped(directory_ + "/" + file_);
    if (ran_.empty()) {
      return fmt::format("{} cannot be read: {} (db5.3_dump is in Debian's db5.3-util)", path,
                         fmt::join(not_started_, "; "));
    }
    return fmt::format("{} cannot be read (into {}): {}", path, escaped(into_),
                       fmt::join(ran_, "; "));
  }

 private:
  Outcome run(const std::vector<std::string>& words, std::chrono::milliseconds patience) {
    const auto end = run_program(words, patience);
    if (!end) {
      (end.error().started ? ran_ : not_started_).push_back(end.error().why);
      return end.error().started ? Outcome::hung : Outcome::not_started;
    }
    if (end->status == 0) return Outcome::done;
    const std::string said = escaped(trimmed(end->errors), 300);
    ran_.push_back(fmt::format("{} ended with status {}{}{}", words.front(), end->status,
                               said.empty() ? "" : ": ", said));
    return Outcome::failed;
  }

  std::string directory_;
  std::string file_;
  std::string into_;
  std::vector<std::string> ran_;
  std::vector<std::string> not_started_;
};

}  // namespace

std::optional<std::string> dumped_bytes(std::string_view line) {
  if (!line.starts_with(' ')) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] != '\\') {
      bytes += line[i];
    } else if (i + 1 < line.size() && line[i + 1] == '\\') {
      bytes += line[++i];
    } else if (i + 2 < line.size() && is_hex_digit(line[i + 1]) && is_hex_digit(line[i + 2])) {
      bytes += static_cast<char>(hex_value(line[i + 1]) * 16 + hex_value(line[i + 2]));
      i += 2;
    } else {
      return std::nullopt;
    }
  }
  return bytes;
}

tl::expected<DatabaseDump, std::string> DatabaseDump::make(const std::string& directory,
                                                           const std::string& file,
                                                           const DumpPatience& patience) {
  const auto own = make_temporary_directory();
  if (!own) return tl::make_unexpected(own.error());
  DatabaseDump made(*own);
  Dumping dumping(directory, file, made.path());
  if (dumping.run(patience)) return made;
  return tl::make_unexpected(dumping.trouble());
}

DatabaseDump::DatabaseDump(DatabaseDump&& other) noexcept
    : directory_(std::exchange(other.directory_, {})) {}

DatabaseDump::~DatabaseDump() {
  remove();
}

void DatabaseDump::remove() {
  if (directory_.empty()) return;
  unlink(path().c_str());
  rmdir(directory_.c_str());
  directory_.clear();
}

tl::expected<void, std::string> DatabaseDump::each(const PairCallback& pair) {
  auto input = LineInput::open(path(), [](int) { return true; });
  if (!input) return tl::make_unexpected(input.error());
  // To whom mail went must not lie about where this is interrupted.
  remove();
  bool header = true;
  std::optional<std::string> key;
  while (true) {
    const auto line = input->next();
    if (!line) return tl::make_unexpected(line.error().why);
    if (!*line) {
      return tl::make_unexpected(input->place() +
                                 ": the dump ends before its DATA=END; is that disk full?");
    }
    if (**line == kDataEnd) return {};
    if (header) {
      header = **line != kHeaderEnd;
      continue;
    }
    auto bytes = dumped_bytes(**line);
    if (!bytes) return tl::make_unexpected(input->place() + ": no line of db_dump -p");
    if (!key) {
      key = std::move(bytes);
      continue;
    }
    if (auto taken = pair(*key, *bytes); !taken) return taken;
    key.reset();
  }
}

}  // namespace greycache
