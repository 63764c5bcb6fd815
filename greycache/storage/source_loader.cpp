// What is asked for waits for one reading; what that leaves out, for the next.
#include "greycache/storage/source_loader.h"

#include <algorithm>
#include <memory>

namespace greycache {

namespace {

// Sources and questions of one job, and rows that are found for these, about.
constexpr std::size_t kMostSources = 512;
constexpr std::size_t kMostQuestions = 256;
constexpr std::size_t kMostRowsFound = 8192;
// Facts that wait times questions of one job.
constexpr std::size_t kMostFiltered = 1'000'000;

}  // namespace

SourceLoader::SourceLoader(Worker& worker, JournalTail& tail, StoreAccess& access,
                           KnownSources& known, std::size_t most_of_source)
    : worker_(worker),
      tail_(tail),
      access_(access),
      known_(known),
      most_of_source_(most_of_source) {
  access_.set_try_reading([this] { turn_.make_due(); });
}

void SourceLoader::want(const std::string& src) {
  if (!asked_.contains(src)) wanted_.insert(src);
}

void SourceLoader::ask(std::uint64_t question, const Keys& keys, UnixTime connects_from) {
  questions_.push_back({question, keys, connects_from});
}

// Where the store cannot be reached writing finds out when it can again.
void SourceLoader::dispatch(const StoreReading::Terms& terms) {
  if (!access_.may_read()) fail_all();
  if (turn_.under_way()) return;
  const bool tries = turn_.due() && access_.writing() != StoreAccess::Writing::unreachable;
  if (tries || !asks_nothing()) send(terms);
}

// While the store is away nobody waits for it.
void SourceLoader::fail_all() {
  if (asks_nothing()) return;
  StoreReading reading;
  reading.sources.assign(wanted_.begin(), wanted_.end());
  for (const Question& question : questions_) reading.questions.push_back(question.number);
  wanted_.clear();
  questions_.clear();
  reading.fail(access_.reason());
  hand_on(std::move(reading));
}

// So many that neither the store nor the loop has too much to look through.
std::size_t SourceLoader::most_questions(const Excerpt& excerpt) const {
  const std::size_t rows = kMostRowsFound / excerpt.most();
  const std::size_t facts = kMostFiltered / (tail_.in_memory() + 1);
  return std::clamp<std::size_t>(std::min(rows, facts), 1, kMostQuestions);
}

// Those of one job have the same connects_from, which is nearly always 0.
void SourceLoader::take_questions(StoreReading& reading) const {
  const std::size_t most = std::min(most_questions(reading.terms.excerpt), questions_.size());
  if (most > 0) reading.connects_from = questions_.front().connects_from;
  for (std::size_t i = 0; i < most; ++i) {
    if (questions_[i].connects_from != reading.connects_from) return;
    reading.questions.push_back(questions_[i].number);
    reading.keys.push_back(questions_[i].keys);
  }
}

void SourceLoader::send(const StoreReading::Terms& terms) {
  auto reading = std::make_shared<StoreReading>(StoreReading{.terms = terms});
  for (auto src = wanted_.begin();
       src != wanted_.end() && reading->sources.size() < kMostSources;) {
    reading->sources.push_back(*src);
    src = wanted_.erase(src);
  }
  take_questions(*reading);
  const std::size_t taken = reading->questions.size();
  const std::vector<std::string> sources = reading->sources;
  const bool reopen = access_.reading_connection() == StoreAccess::Connection::to_be_opened;
  const bool posted =
      worker_.post([this, reopen, most_facts = most_of_source_,
                    reading = std::move(reading)](PersistentStore& store) -> Worker::Completion {
        reading->read(store, reopen, most_facts);
        return [this, reading] { finished(std::move(*reading)); };
      });
  if (!posted) return wanted_.insert(sources.begin(), sources.end());
  asked_.insert(sources.begin(), sources.end());
  questions_.erase(questions_.begin(), questions_.begin() + static_cast<std::ptrdiff_t>(taken));
  turn_.begun();
  access_.reading_begun();
  tail_.reading_begun();
}

void SourceLoader::finished(StoreReading reading) {
  turn_.ended();
  asked_.clear();
  known_.noted(reading.outside_writes);
  note_outcome(reading);
  if (reading.result && !reading.add_missed(tail_)) {
    reading.fail("too much waits in the journal, or nobody knows what");
  }
  tail_.reading_ended();
  hand_on(std::move(reading));
}

// A server that does not have what the other one has taken tells less than the truth.
void SourceLoader::note_outcome(StoreReading& reading) {
  if (!reading.result) return access_.read_failed(reading.result.error());
  const std::string& written = tail_.history();
  if (written.empty() || reading.history.empty() || written == reading.history) {
    return access_.has_read();
  }
  reading.fail("sources were read from another server");
  access_.read_elsewhere(reading.result.error());
}

// Sources that did not fit into the job are wanted still.
void SourceLoader::hand_on(StoreReading reading) {
  if (reading.result) {
    wanted_.insert(reading.sources.begin(), reading.sources.end());
    for (const SourceFacts& source : *reading.result) wanted_.erase(source.src);
  }
  StoreResult<std::vector<std::vector<Fact>>> found = std::move(reading.found);
  if (!reading.result) found = tl::make_unexpected(reading.result.error());
  if (!reading.sources.empty()) on_loaded_(reading.sources, std::move(reading.result));
  if (!reading.questions.empty()) on_found_(reading.questions, std::move(found));
}

}  // namespace greycache
