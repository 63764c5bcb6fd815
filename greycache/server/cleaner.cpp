#include "greycache/server/cleaner.h"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

#include "greycache/policy/waiting.h"

namespace greycache {

namespace {

// Not every expired waiting entry was spam: whoever came back is auto-whitelisted by now.
std::vector<Fact> never_retried(PersistentStore& store, const Cutoffs& cutoffs,
                                std::vector<Fact> forgotten) {
  std::vector<std::string> sources;
  sources.reserve(forgotten.size());
  for (const Fact& fact : forgotten) sources.push_back(fact.src);
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  const auto loaded = store.load(sources, cutoffs);
  if (!loaded) return {};
  std::unordered_map<std::string, const std::vector<Fact>*> facts_of;
  for (const SourceFacts& source : *loaded) facts_of[source.src] = &source.facts;
  std::erase_if(forgotten, [&](const Fact& connect) {
    return already_whitelisted(connect, *facts_of.at(connect.src), cutoffs);
  });
  return forgotten;
}

}  // namespace

Cleaner::Cleaner(EventLoop& loop, Worker& worker, const Options& options,
                 std::function<Cutoffs()> cutoffs, OnForgotten on_forgotten, OnRound on_round)
    : worker_(worker),
      options_(options),
      cutoffs_(std::move(cutoffs)),
      on_forgotten_(std::move(on_forgotten)),
      on_round_(std::move(on_round)),
      timer_(loop, [this] { clean_batch(); }),
      batch_(options.least_batch) {
  timer_.start(options_.interval);
}

void Cleaner::set_interval(std::chrono::milliseconds interval) {
  options_.interval = interval;
  if (!busy_ && round_.deleted == 0) timer_.start(interval);
}

void Cleaner::clean_batch() {
  const Cutoffs cutoffs = cutoffs_();
  busy_ =
      worker_.post([this, cutoffs, batch = batch_](PersistentStore& store) -> Worker::Completion {
        const auto started = std::chrono::steady_clock::now();
        std::vector<Fact> forgotten;
        const auto deleted = store.expire(cutoffs, batch, forgotten);
        auto in_vain = std::make_shared<std::vector<Fact>>(
            forgotten.empty() ? std::vector<Fact>{}
                              : never_retried(store, cutoffs, std::move(forgotten)));
        const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - started);
        return [this, in_vain, batch, spent, count = deleted.value_or(0)] {
          finished(batch, count, spent, *in_vain);
        };
      });
  if (!busy_) timer_.start(options_.interval);
}

void Cleaner::fit_batch(std::chrono::milliseconds spent) {
  if (spent > options_.budget) batch_ = std::max(batch_ / 2, options_.least_batch);
  if (spent < options_.budget / 2) batch_ = std::min(batch_ * 2, options_.most_batch);
}

void Cleaner::finished(std::size_t asked, std::size_t deleted, std::chrono::milliseconds spent,
                       const std::vector<Fact>& waited_in_vain) {
  busy_ = false;
  round_.spent += spent;
  round_.deleted += deleted;
  fit_batch(spent);
  if (!waited_in_vain.empty()) on_forgotten_(waited_in_vain);
  if (deleted >= asked) return timer_.start(std::max(options_.pause, spent));
  if (round_.deleted > 0) on_round_(std::exchange(round_, {}));
  timer_.start(options_.interval);
}

}  // namespace greycache
