// The set of known sources: read from the store page by page, fed by the journal.
#include "greycache/storage/known_sources.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace greycache {

namespace {

// A page takes the worker about a millisecond, and sources that somebody waits for come between.
constexpr std::size_t kPage = 300;
constexpr std::chrono::milliseconds kBetweenPages{1};
constexpr std::chrono::milliseconds kAfterFailure{200};

// So many more sources than when it was whole are no reason yet to read all anew.
constexpr std::size_t kGrowth = 1'000'000;

}  // namespace

struct KnownSources::Page {
  std::uint64_t reading = 0;
  StoreResult<void> read;
  std::optional<std::int64_t> outside_writes;
  std::vector<std::uint64_t> hashes;
  std::string last;
};

KnownSources::KnownSources(EventLoop& loop, Worker& worker, Journal& journal)
    : loop_(loop), worker_(worker), journal_(journal), timer_(loop, [this] { read_on(); }) {}

// The page that has its place may have been read already: so growing_ hears of it, too. What
// expired stays in the set, which is read anew, beside the one in use, when it has become large by
// that.
void KnownSources::add(std::string_view src) {
  if (!whole_ && !growing_) return;
  const std::uint64_t hash = SourceFilter::hash(src);
  if (growing_ && !growing_->add(hash)) growing_.reset();
  if (!whole_) return;
  if (!whole_->add(hash)) return whole_.reset();
  if (!growing_ && whole_->size() > 2 * size_when_whole_ + kGrowth) begin();
}

bool KnownSources::lacks(std::string_view src) const {
  if (!whole_ || whole_->may_hold(SourceFilter::hash(src))) return false;
  return journal_.place(JournalReader::persistent) >= journalled_before_;
}

void KnownSources::noted(std::optional<std::int64_t> outside_writes) {
  if (!outside_writes || outside_writes_ == outside_writes) return;
  outside_writes_ = outside_writes;
  whole_.reset();
  begin();
}

void KnownSources::heard_from_now() {
  hears_ = true;
  begin_anew();
}

void KnownSources::heard_no_more() {
  hears_ = false;
  ++reading_;
  whole_.reset();
  growing_.reset();
  timer_.stop();
}

void KnownSources::begin_anew() {
  whole_.reset();
  if (hears_ || outside_writes_) begin();
}

void KnownSources::begin() {
  ++reading_;
  begun_ = loop_.now();
  growing_.emplace();
  journalled_before_ = journal_.last();
  knew_former_ = journal_.knows_former();
  kind_ = FactKind::connect;
  after_.clear();
  timer_.start(kBetweenPages);
}

void KnownSources::read_on() {
  // What is whole is read anew where others write.
  if (!growing_ && (hears_ || (!whole_ && outside_writes_))) return begin();
  if (!growing_) return;
  if (!knew_former_ && journal_.knows_former()) return begin();
  // growing_ has not heard of these records, and no page has them until they are written.
  if (!knew_former_ || journal_.place(JournalReader::persistent) < journalled_before_) {
    return timer_.start(kBetweenPages * 20);
  }
  // Whoever found the store away tries it again.
  if (hears_ && store_up_ && !store_up_()) return timer_.start(kAfterFailure);
  auto page = std::make_shared<Page>();
  page->reading = reading_;
  page->last = after_;
  const bool posted =
      worker_.post([this, page, kind = kind_](PersistentStore& store) -> Worker::Completion {
        const std::string after = page->last;
        page->read = store.read_sources(kind, after, kPage, [&page](std::string_view src) {
          page->hashes.push_back(SourceFilter::hash(src));
          page->last = src;
        });
        page->outside_writes = store.outside_writes();
        return [this, page] { take(*page); };
      });
  if (!posted) timer_.start(kAfterFailure);
}

void KnownSources::take(const Page& page) {
  // Of a reading that was given up: another has begun, which asks for its pages itself.
  if (page.reading != reading_ || !growing_) return;
  // That a store is away which several hosts write others tell.
  const bool away = hears_ && !page.read && page.read.error().kind == StoreError::Kind::unavailable;
  if (jobs_ != nullptr && !page.read && !away) {
    jobs_->failed(BackgroundJob::known_sources, page.read.error().message);
  }
  if (!page.read || (!page.outside_writes && !hears_)) {
    growing_.reset();
    return timer_.start(kAfterFailure);
  }
  // Somebody else wrote meanwhile, perhaps a source of a page that was read before.
  if (page.outside_writes != outside_writes_) return noted(page.outside_writes);
  for (const std::uint64_t hash : page.hashes) {
    // With too many sources there is no sense in another attempt.
    if (!growing_->add(hash)) return growing_.reset();
  }
  after_ = page.last;
  if (!page.hashes.empty()) return timer_.start(kBetweenPages);
  after_.clear();
  const std::size_t next = static_cast<std::size_t>(kind_) + 1;
  if (next == kFactKinds) return finish();
  kind_ = static_cast<FactKind>(next);
  timer_.start(kBetweenPages);
}

void KnownSources::finish() {
  whole_ = std::exchange(growing_, std::nullopt);
  size_when_whole_ = whole_->size();
  if (jobs_ != nullptr) jobs_->succeeded(BackgroundJob::known_sources);
  if (!hears_) return;
  const auto rest = kRest * std::chrono::ceil<std::chrono::milliseconds>(loop_.now() - begun_);
  timer_.start(std::clamp<std::chrono::milliseconds>(rest, kLeast, kMost));
}

}  // namespace greycache
