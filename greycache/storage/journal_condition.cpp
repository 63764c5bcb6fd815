// What is told of the journal's file.
#include "greycache/storage/journal_condition.h"

#include <utility>

#include "common/typed_log.h"

namespace greycache {

void JournalCondition::took_nothing(const StoreError& error) {
  health_.set_down({error.kind, error.message + "; the journal goes on in memory, which a crash of "
                                                "this process would lose"});
}

bool JournalCondition::note_reading(const StoreResult<void>& read) {
  const bool before = std::exchange(unreadable_, !read);
  if (read) return before;
  health_.set_down(
      {read.error().kind, read.error().message + "; what waits in the journal cannot be read"});
  return false;
}

void JournalCondition::note_trimming(const StoreResult<void>& trimmed) {
  untrimmed_ = trimmed ? 0 : untrimmed_ + 1;
  if (untrimmed_ != kUntrimmedTicks) return;
  health_.set_down({trimmed.error().kind,
                    trimmed.error().message + "; what the stores have taken stays in the journal"});
}

void JournalCondition::note_size(std::int64_t bytes, std::int64_t most_bytes) {
  const bool half = bytes >= most_bytes / 2;
  if (half && !half_full_) {
    log_typed(LogType::dbaccess, 1,
              "the journal holds {} bytes, half of journal_max or more: changes go to memory "
              "when it is reached",
              bytes);
  }
  // Told again only after it was nearly empty.
  half_full_ = half || (half_full_ && bytes > most_bytes / 4);
}

}  // namespace greycache
