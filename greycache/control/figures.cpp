// Gathers the figures from core and sessions.
#include "greycache/control/figures.h"

#include "common/background_log.h"

namespace greycache {

namespace {

StoreFigures store_figures(const StoreHealth& health) {
  return {health.name(), health.up(), health.reason(), health.outages()};
}

JournalFigures journal_figures(const SteadyJournal& journal) {
  JournalFigures figures;
  figures.state = static_cast<std::int64_t>(journal.state());
  figures.bytes = journal.size();
  figures.most_bytes = journal.most_bytes();
  figures.facts_in_memory = static_cast<std::int64_t>(journal.facts_in_memory());
  figures.for_hot = journal.last() - journal.place(JournalReader::hot);
  figures.for_persistent = journal.last() - journal.place(JournalReader::persistent);
  figures.went_without = journal.went_without();
  return figures;
}

}  // namespace

Figures figures_of(Core& core, const SessionTable& sessions, UnixTime started) {
  Figures figures;
  figures.started = started;
  figures.counted = core.statistics();
  figures.connections_open = static_cast<std::int64_t>(sessions.size());
  figures.requests_waiting = static_cast<std::int64_t>(core.engine().waiting());
  figures.sources_wanted = static_cast<std::int64_t>(core.persistent().loader.wanted());
  figures.journal = journal_figures(core.journal());
  figures.cache = core.cache_counts();
  figures.hot = core.hot_counts();
  figures.set_aside = core.set_aside();
  figures.log_lines_dropped = BackgroundLog::lines_dropped();
  for (std::size_t i = 0; i < kBackgroundJobs; ++i) {
    const BackgroundJobs::State& state = core.jobs().of(static_cast<BackgroundJob>(i));
    figures.background_failures[i] = state.failures;
    figures.background_failing[i] = state.failing ? 1 : 0;
  }
  figures.stores = {store_figures(core.hot_health()), store_figures(core.persistent_health()),
                    store_figures(core.journal_health())};
  figures.others_without_hot = core.others_without_hot();
  return figures;
}

}  // namespace greycache
