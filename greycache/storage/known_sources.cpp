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
  if (growing_ && !growing_->filter.add(hash)) growing_.reset();
  if (!whole_) return;
  if (!whole_->filter.add(hash)) return whole_.reset();
  if (!growing_ && whole_->filter.size() > 2 * whole_->size_when_read + kGrowth) begin();
}

bool KnownSources::lacks(std::string_view src) const {
  if (!whole_ || whole_->filter.may_hold(SourceFilter::hash(src))) return false;
  return journal_.place(JournalReader::persistent) >= whole_->journalled_before;
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
  whole_.reset();
  growing_.reset();
  timer_.stop();
}

void KnownSources::begin_anew() {
  whole_.reset();
  if (hears_ || outside_writes_) begin();
}

void KnownSources::begin() {
  growing_ = Reading{.number = ++readings_,
                     .begun = loop_.now(),
                     .journalled_before = journal_.last(),
                     .knew_former = journal_.knows_former()};
  timer_.start(kBetweenPages);
}

void KnownSources::read_on() {
  // Whoever found the store away tries it again.
  if (hears_ && store_up_ && !store_up_()) return timer_.start(kAfterFailure);
  if (!growing_) {
    // What is whole is read anew where others write.
    if (hears_ || (!whole_ && outside_writes_)) begin();
    return;
  }
  if (!growing_->knew_former && journal_.knows_former()) return begin();
  // The filter has not heard of these records, and no page has them until they are written.
  if (!growing_->knew_former ||
      journal_.place(JournalReader::persistent) < growing_->journalled_before) {
    return timer_.start(kBetweenPages * 20);
  }
  auto page = std::make_shared<Page>();
  page->reading = growing_->number;
  page->last = growing_->after;
  const bool posted = worker_.post(
      [this, page, kind = growing_->kind](PersistentStore& store) -> Worker::Completion {
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
  if (!growing_ || page.reading != growing_->number) return;
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
    if (!growing_->filter.add(hash)) return growing_.reset();
  }
  growing_->after = page.last;
  if (!page.hashes.empty()) return timer_.start(kBetweenPages);
  growing_->after.clear();
  const std::size_t next = static_cast<std::size_t>(growing_->kind) + 1;
  if (next == kFactKinds) return finish();
  growing_->kind = static_cast<FactKind>(next);
  timer_.start(kBetweenPages);
}

void KnownSources::finish() {
  const auto took = loop_.now() - growing_->begun;
  const std::size_t size = growing_->filter.size();
  whole_ = Whole{std::move(growing_->filter), growing_->journalled_before, size};
  growing_.reset();
  if (jobs_ != nullptr) jobs_->succeeded(BackgroundJob::known_sources);
  if (!hears_) return;
  const auto rest = kRest * std::chrono::ceil<std::chrono::milliseconds>(took);
  timer_.start(std::clamp<std::chrono::milliseconds>(rest, kLeast, kMost));
}

}  // namespace greycache
