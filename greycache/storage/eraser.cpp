// Sources are read whole, senders are searched; each slice is deleted before the next is read.
#include "greycache/storage/eraser.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "greycache/storage/prefixed_sources.h"

namespace greycache {

namespace {

constexpr std::array kErasedKinds{FactKind::domain_awl, FactKind::from_awl, FactKind::correspondent,
                                  FactKind::connect};

// The first of them behind `after`, in order.
StoreResult<std::vector<std::string>> next_sources(PersistentStore& store,
                                                   const std::string& prefix,
                                                   const std::string& after) {
  const auto sources = prefixed_sources(store, prefix, after, Eraser::kSlice);
  if (!sources) return tl::make_unexpected(sources.error());
  std::vector<std::string> next(sources->begin(), sources->end());
  next.resize(std::min(next.size(), Eraser::kSlice));
  return next;
}

std::vector<std::string> sources_of(const std::vector<Fact>& facts) {
  std::set<std::string> sources;
  for (const Fact& fact : facts) sources.insert(fact.src);
  return {sources.begin(), sources.end()};
}

}  // namespace

Eraser::Eraser(EventLoop& loop, Workers workers, Callbacks callbacks,
               std::chrono::milliseconds retry)
    : loop_(loop),
      workers_(workers),
      callbacks_(std::move(callbacks)),
      retry_(retry),
      timer_(loop, [this] { go_on(); }) {}

bool Eraser::add(Task task, std::chrono::milliseconds after) {
  if (tasks_.size() >= kMostTasks) return false;
  tasks_.push_back({std::move(task), loop_.now() + after});
  if (tasks_.size() == 1) timer_.start(after);
  return true;
}

void Eraser::go_on() {
  if (tasks_.empty()) return;
  const auto now = loop_.now();
  if (now < tasks_.front().begin) {
    const auto left = tasks_.front().begin - now;
    return timer_.start(std::chrono::ceil<std::chrono::milliseconds>(left));
  }
  if (task().wanted && !task().wanted()) return finish();
  if (!task().sources.empty()) return read_source();
  if (!task().prefixes.empty()) return find_sources();
  if (!task().searches.empty()) return search();
  finish();
}

void Eraser::finish() {
  tasks_.pop_front();
  after_.clear();
  place_ = {};
  row_.reset();
  callbacks_.on_done(std::exchange(erased_, 0));
  go_on();
}

template <typename Read, typename Took>
void Eraser::ask(Worker& worker, Read read, Took took) {
  const std::weak_ptr<const bool> alive = alive_;
  const bool posted = worker.post([this, alive, read = std::move(read), took = std::move(took)](
                                      PersistentStore& store) -> Worker::Completion {
    return [this, alive, took, result = read(store)] {
      if (alive.expired()) return;
      if (!result) return timer_.start(retry_);
      took(result);
    };
  });
  if (!posted) timer_.start(retry_);
}

void Eraser::find_sources() {
  const std::string prefix = task().prefixes.back();
  ask(
      workers_.asking,
      [prefix, after = after_](PersistentStore& store) {
        return next_sources(store, prefix, after);
      },
      [this](const StoreResult<std::vector<std::string>>& found) {
        if (found->empty()) {
          after_.clear();
          task().prefixes.pop_back();
        } else {
          after_ = found->back();
          task().sources = *found;
        }
        go_on();
      });
}

// One that has more than a slice is read page by page. It is done with once its entries are
// deleted, so that a store which fails meanwhile is asked for them again.
void Eraser::read_source() {
  if (row_) return read_page();
  ask(
      workers_.asking,
      [src = task().sources.back()](PersistentStore& store) {
        return store.load({&src, 1}, Cutoffs{}, kSlice);
      },
      [this](const StoreResult<std::vector<SourceFacts>>& read) {
        if (!read->empty() && !read->front().whole) {
          row_.emplace();
          row_->kind = kErasedKinds.front();
          row_->src = task().sources.back();
          return go_on();
        }
        erase(read->empty() ? Facts{} : forgotten_of(read->front().facts), [this] {
          task().sources.pop_back();
          go_on();
        });
      });
}

// A page of a table, which may end with other sources.
void Eraser::read_page() {
  ask(
      workers_.asking,
      [row = *row_](PersistentStore& store) { return store.read_facts(row, kSlice); },
      [this](const StoreResult<FactPage>& read) {
        Facts facts = read->facts;
        std::erase_if(facts, [this](const Fact& fact) { return fact.src != row_->src; });
        erase(forgotten_of(facts), [this, page = *read] { go_behind(page); });
      });
}

void Eraser::go_behind(const FactPage& page) {
  if (page.more && page.last.src == row_->src) {
    row_ = page.last;
    return go_on();
  }
  const auto kind = std::ranges::find(kErasedKinds, row_->kind) + 1;
  if (kind != kErasedKinds.end()) {
    row_ = Fact{*kind, row_->src, {}, {}, {}, 0, 0};
  } else {
    row_.reset();
    task().sources.pop_back();
  }
  go_on();
}

// A piece of which there was more than a slice is searched again, without what is deleted.
void Eraser::search() {
  using Found = std::pair<Facts, SearchPlace>;
  ask(
      workers_.asking,
      [wanted = task().searches.back(),
       place = place_](PersistentStore& store) -> StoreResult<Found> {
        SearchPlace next = place;
        auto facts = store.search(wanted, next, kSlice);
        if (!facts) return tl::make_unexpected(facts.error());
        return Found{std::move(*facts), next};
      },
      [this](const StoreResult<Found>& found) {
        const auto& [facts, next] = *found;
        Facts gone = forgotten_of(facts);
        const bool more = facts.size() >= kSlice && !gone.empty();
        erase(std::move(gone), [this, more, next = next] {
          if (!more) place_ = next;
          if (place_.done) {
            place_ = {};
            task().searches.pop_back();
          }
          go_on();
        });
      });
}

Eraser::Facts Eraser::forgotten_of(const Facts& read) const {
  const Forgotten& forgotten = tasks_.front().task.forgotten;
  Facts gone;
  for (const Fact& fact : read) {
    const UnixTime at =
        forgotten.at(fact.src, fact.sender_domain, fact.sender_name, forgotten.latest());
    const UnixTime seen = fact.kind == FactKind::connect ? fact.first_seen : fact.last_seen;
    if (at == 0 || seen > at) continue;
    gone.push_back(fact);
    gone.back().first_seen = gone.back().last_seen = at;
  }
  return gone;
}

void Eraser::erase(Facts facts, std::function<void()> then) {
  if (facts.empty()) return then();
  const auto shared = std::make_shared<const Facts>(std::move(facts));
  ask(
      workers_.writing,
      [shared](PersistentStore& store) -> StoreResult<bool> {
        const auto erased = store.erase(*shared);
        if (!erased) return tl::make_unexpected(erased.error());
        return true;
      },
      [this, shared, then](const StoreResult<bool>&) {
        erased_ += shared->size();
        callbacks_.drop(sources_of(*shared));
        then();
      });
}

}  // namespace greycache
