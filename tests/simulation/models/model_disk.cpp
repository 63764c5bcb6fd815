// A host's state directory.
#include "tests/simulation/models/model_disk.h"

namespace greycache::simulation {

namespace {

using Error = StoreError::Kind;

tl::unexpected<StoreError> disk_failed(Error kind, const char* what) {
  return tl::unexpected(StoreError{kind, std::string("the model's disk: ") + what});
}

std::int64_t size_of(const std::string& record) {
  return static_cast<std::int64_t>(record.size());
}

}  // namespace

bool ModelDisk::lock(const void* owner) {
  if (owner_ != nullptr && owner_ != owner) return false;
  owner_ = owner;
  return true;
}

void ModelDisk::unlock(const void* owner) {
  if (owner_ == owner) owner_ = nullptr;
}

StoreResult<void> ModelDisk::read() const {
  if (state_ == State::failing) return disk_failed(Error::unavailable, "an I/O error");
  if (damaged_) return disk_failed(Error::refused, "the file is damaged");
  return {};
}

StoreResult<void> ModelDisk::writable() const {
  if (auto readable = read(); !readable) return readable;
  if (state_ == State::full) return disk_failed(Error::read_only, "no space is left");
  return {};
}

std::int64_t ModelDisk::bytes_up_to(JournalSequence sequence) const {
  std::int64_t bytes = 0;
  const auto end = journal_.records.upper_bound(sequence);
  for (auto record = journal_.records.begin(); record != end; ++record) {
    bytes += size_of(record->second);
  }
  return bytes;
}

StoreResult<void> ModelDisk::commit(Transaction transaction, bool synced) {
  if (auto can = writable(); !can) return can;
  const std::int64_t more = transaction.record ? size_of(transaction.record->second) : 0;
  if (more > 0 && journal_.bytes + more > room_)
    return disk_failed(Error::read_only, "no room is left");
  Change change;
  change.before = journal_.marks;
  if (transaction.marks) journal_.marks = std::move(*transaction.marks);
  journal_.bytes += more - bytes_up_to(transaction.delete_to);
  const auto end = journal_.records.upper_bound(transaction.delete_to);
  while (journal_.records.begin() != end) {
    change.deleted.insert(journal_.records.extract(journal_.records.begin()));
  }
  if (transaction.record) {
    change.inserted = transaction.record->first;
    journal_.records.insert(std::move(*transaction.record));
  }
  unsynced_.push(clock_(), std::move(change));
  if (synced) unsynced_.clear();
  return {};
}

StoreResult<void> ModelDisk::open_file(const Marks& begun_with) {
  if (auto readable = read(); !readable || made_) return readable;
  if (auto can = writable(); !can) return can;
  made_ = true;
  journal_.marks = begun_with;
  return {};
}

void ModelDisk::remove_file() {
  damaged_ = false;
  made_ = false;
  journal_ = {};
  unsynced_.clear();
}

void ModelDisk::take_back(Change change) {
  const auto inserted = journal_.records.find(change.inserted);
  if (inserted != journal_.records.end()) {
    journal_.bytes -= size_of(inserted->second);
    journal_.records.erase(inserted);
  }
  for (const auto& [sequence, record] : change.deleted) journal_.bytes += size_of(record);
  journal_.records.merge(change.deleted);
  journal_.marks = std::move(change.before);
}

void ModelDisk::cut_power(SimTime span) {
  unsynced_.take_back(clock_() - span, [this](Change&& change) { take_back(std::move(change)); });
  unsynced_.clear();
}

}  // namespace greycache::simulation
