// The rows of the table: a name in each form, a help text, and where the figure is.
#include "greycache/control/counters.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace greycache {

namespace {

using Type = Counter::Type;
using Rows = std::vector<Counter>;

void add_outcomes(Rows& rows) {
  for (std::size_t i = 0; i < Statistics::kOutcomes; ++i) {
    const std::string name(outcome_name(static_cast<Outcome>(i)));
    rows.push_back({"outcomes", name, "outcomes." + name, "decisions_total",
                    fmt::format("outcome=\"{}\"", name), Type::counter, "Requests by outcome.",
                    [i](const Figures& all) { return all.counted.outcomes[i]; }});
  }
}

// The first two are outcomes by the names of what they stand for, so that nobody has to know which.
void add_waiting(Rows& rows) {
  rows.push_back({"waiting", "first attempts", "first_attempts", "first_attempts_total", "",
                  Type::counter, "Mails that were deferred at their first attempt.",
                  [](const Figures& all) { return all.counted.of(Outcome::fresh); }});
  rows.push_back({"waiting", "came back", "came_back", "came_back_total", "", Type::counter,
                  "Mails that passed after waiting.",
                  [](const Figures& all) { return all.counted.of(Outcome::reconnect); }});
  rows.push_back(
      {.group = "waiting",
       .text = "delays",
       .json = "delays",
       .prometheus = "delay_seconds",
       .label = "",
       .type = Type::delays,
       .help = "How long mails waited that passed after waiting.",
       .read = {},
       .states = {},
       .delays = [](const Figures& all) -> const DelayCounts& { return all.counted.delays; }});
}

void add_requests(Rows& rows) {
  const auto add = [&](const char* text, const char* json, const char* prometheus, Type type,
                       const char* help, std::int64_t (*read)(const Figures&)) {
    rows.push_back({"requests", text, json, prometheus, "", type, help, read});
  };
  add("requests", "requests", "requests_total", Type::counter, "Requests that were asked.",
      [](const Figures& all) { return all.counted.requests; });
  add("asked again", "asked_again", "asked_again_total", Type::counter,
      "Requests about a mail that was decided already.",
      [](const Figures& all) { return all.counted.asked_again; });
  add("correspondents learned", "correspondents_learned", "correspondents_learned_total",
      Type::counter, "Entries that own users' mail made or renewed.",
      [](const Figures& all) { return all.counted.correspondents_learned; });
  add("correspondents refused", "correspondents_refused", "correspondents_refused_total",
      Type::counter, "New correspondents that were beyond a limit.",
      [](const Figures& all) { return all.counted.correspondents_refused; });
  add("requests waiting", "requests_waiting", "requests_waiting", Type::gauge,
      "Requests that wait for their answer.",
      [](const Figures& all) { return all.requests_waiting; });
  add("turns", "turns", "turns_total", Type::counter, "Batches of requests decided together.",
      [](const Figures& all) { return all.counted.turns; });
  add("late", "late", "late_total", Type::counter,
      "Requests that passed since their time was over.",
      [](const Figures& all) { return all.counted.late; });
  add("refused", "refused_requests", "refused_requests_total", Type::counter,
      "Requests over max_request, or of another protocol.",
      [](const Figures& all) { return all.counted.refused_requests; });
  add("connections", "connections.accepted", "connections_total", Type::counter,
      "Connections accepted or handed over.",
      [](const Figures& all) { return all.counted.connections; });
  add("connections open", "connections.open", "connections", Type::gauge,
      "Connections that are open.", [](const Figures& all) { return all.connections_open; });
  add("handed over", "connections.handed_over", "handovers_total", Type::counter,
      "Connections that policy-helper handed over.",
      [](const Figures& all) { return all.counted.handovers; });
}

void add_daemon(Rows& rows) {
  const auto add = [&](const char* text, const char* json, const char* prometheus, Type type,
                       const char* help, std::int64_t (*read)(const Figures&)) {
    rows.push_back({"daemon", text, json, prometheus, "", type, help, read});
  };
  add("started", "started", "start_time_seconds", Type::time, "When the daemon started.",
      [](const Figures& all) { return all.started; });
  add("clock jumps", "clock_jumps", "clock_jumps_total", Type::counter,
      "Times that the host's clock was set by more than 2 seconds.",
      [](const Figures& all) { return all.counted.clock_jumps; });
  add("log lines dropped", "log_lines_dropped", "log_lines_dropped_total", Type::counter,
      "Lines that the log could not take: too many at once, or nobody there.",
      [](const Figures& all) { return all.log_lines_dropped; });
  for (std::size_t i = 0; i < kBackgroundJobs; ++i) {
    const std::string name = background_job_name(static_cast<BackgroundJob>(i));
    rows.push_back({"daemon", name + " failed", "background_failures." + name,
                    "background_failures_total", fmt::format("task=\"{}\"", name), Type::counter,
                    "Failures of what goes on beside the requests.",
                    [i](const Figures& all) { return all.background_failures[i]; }});
  }
  for (std::size_t i = 0; i < kBackgroundJobs; ++i) {
    const std::string name = background_job_name(static_cast<BackgroundJob>(i));
    rows.push_back({"daemon", name + " fails", "background_failing." + name, "background_failing",
                    fmt::format("task=\"{}\"", name), Type::gauge,
                    "1 for what goes on beside the requests and failed the last time.",
                    [i](const Figures& all) { return all.background_failing[i]; }});
  }
}

void add_stores(Rows& rows) {
  const auto add = [&](const char* text, const char* json, const char* prometheus, Type type,
                       const char* help, std::int64_t (*read)(const Figures&)) {
    rows.push_back({"stores", text, json, prometheus, "", type, help, read});
  };
  add("sources loaded", "sources_loaded", "sources_loaded_total", Type::counter,
      "Sources read from the persistent store.",
      [](const Figures& all) { return all.counted.sources_loaded; });
  add("sources wanted", "sources_wanted", "sources_wanted", Type::gauge,
      "Sources that are to be read from the persistent store.",
      [](const Figures& all) { return all.sources_wanted; });
  add("set aside", "set_aside", "set_aside_total", Type::counter,
      "Entries that the persistent store cannot take, or that make no sense.",
      [](const Figures& all) { return all.set_aside; });
  add("cache on", "awl_cache.on", "awl_cache_on", Type::gauge,
      "1 while Redis names what is changed, so that the cache may be used.",
      [](const Figures& all) { return all.cache.on; });
  add("cache entries", "awl_cache.entries", "awl_cache_entries", Type::gauge,
      "Auto-whitelisted senders in the cache.",
      [](const Figures& all) { return all.cache.entries; });
  add("cache hits", "awl_cache.hits", "awl_cache_hits_total", Type::counter,
      "Requests that the cache knew the sender of.",
      [](const Figures& all) { return all.cache.hits; });
  add("cache invalidations", "awl_cache.invalidations", "awl_cache_invalidations_total",
      Type::counter, "Keys that Redis named as changed.",
      [](const Figures& all) { return all.cache.invalidations; });
  add("redis unreadable", "redis.unreadable", "redis_unreadable_total", Type::counter,
      "Fields and values in Redis that make no sense.",
      [](const Figures& all) { return all.hot.unreadable; });
  add("redis foreign keys", "redis.foreign_keys", "redis_foreign_keys_total", Type::counter,
      "Commands that Redis refused since a key is of another type.",
      [](const Figures& all) { return all.hot.foreign_keys; });
  add("redis tidied", "redis.tidied", "redis_tidied_total", Type::counter,
      "Sources in Redis that were rid of expired entries.",
      [](const Figures& all) { return all.hot.tidied; });
  add("redis untidied", "redis.untidied", "redis_untidied_total", Type::counter,
      "Times that a source in Redis could not be rid of expired entries.",
      [](const Figures& all) { return all.hot.untidied; });
  add("hosts without redis", "redis.hosts_without", "hosts_without_redis", Type::gauge,
      "Other mail hosts that go without Redis: what it does not have is asked of PostgreSQL.",
      [](const Figures& all) { return static_cast<std::int64_t>(all.others_without_hot.size()); });
}

void add_journal(Rows& rows) {
  const auto add = [&](const char* text, const char* json, const char* prometheus, Type type,
                       const char* help, std::int64_t (*read)(const Figures&)) {
    rows.push_back({"journal", text, json, prometheus, "", type, help, read});
  };
  rows.push_back({"journal",
                  "journal",
                  "journal.state",
                  "journal_state",
                  "",
                  Type::state,
                  "Where the journal writes to.",
                  [](const Figures& all) { return all.journal.state; },
                  {journal_state_name(SteadyJournal::State::disk),
                   journal_state_name(SteadyJournal::State::memory),
                   journal_state_name(SteadyJournal::State::full)}});
  add("journal bytes", "journal.bytes", "journal_bytes", Type::gauge,
      "Bytes that wait in the journal's file.",
      [](const Figures& all) { return all.journal.bytes; });
  add("journal_max", "journal.max", "journal_max_bytes", Type::gauge,
      "Bytes that may wait in the journal's file.",
      [](const Figures& all) { return all.journal.most_bytes; });
  add("facts in memory", "journal.facts_in_memory", "journal_facts_in_memory", Type::gauge,
      "Changes that the journal holds in memory only.",
      [](const Figures& all) { return all.journal.facts_in_memory; });
  add("records for hot", "journal.for_hot", "journal_records_for_hot", Type::gauge,
      "Records that the hot store (Redis, memory) does not have yet.",
      [](const Figures& all) { return all.journal.for_hot; });
  add("records for persistent", "journal.for_persistent", "journal_records_for_persistent",
      Type::gauge, "Records that the persistent store (PostgreSQL, SQLite) does not have yet.",
      [](const Figures& all) { return all.journal.for_persistent; });
  add("went without", "journal.went_without", "journal_records_went_without_total", Type::counter,
      "Records that left the journal though the hot store lacked them.",
      [](const Figures& all) { return all.journal.went_without; });
  add("unjournalled", "unjournalled", "unjournalled_total", Type::counter,
      "Changes that no journal took.", [](const Figures& all) { return all.counted.unjournalled; });
}

void add_history(Rows& rows) {
  const auto add = [&](const char* text, const char* json, const char* prometheus, Type type,
                       const char* help, std::int64_t (*read)(const Figures&)) {
    rows.push_back({"history", text, json, prometheus, "", type, help, read});
  };
  add("history written", "history.written", "history_rows_written_total", Type::counter,
      "Rows of the history that were written.",
      [](const Figures& all) { return all.history.written; });
  add("history waiting", "history.waiting", "history_rows_waiting", Type::gauge,
      "Rows of the history that wait to be written.",
      [](const Figures& all) { return all.history.waiting; });
  add("history lost", "history.lost", "history_rows_lost_total", Type::counter,
      "Rows of the history that its store could not take, or not soon enough.",
      [](const Figures& all) { return all.history.lost; });
}

}  // namespace

const std::vector<Counter>& counters() {
  static const Rows kRows = [] {
    Rows rows;
    add_outcomes(rows);
    add_waiting(rows);
    add_requests(rows);
    add_daemon(rows);
    add_stores(rows);
    add_journal(rows);
    add_history(rows);
    return rows;
  }();
  return kRows;
}

}  // namespace greycache
