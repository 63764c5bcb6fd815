// The statements, their batches, and what follows from their errors.
#include "greycache/postgres/postgres_store.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/policy/correspondent.h"
#include "greycache/policy/lists/opt_row.h"
#include "greycache/postgres/entry_search.h"
#include "greycache/postgres/excerpt_query.h"
#include "greycache/postgres/expiry.h"
#include "greycache/postgres/fact_rows.h"
#include "greycache/postgres/schema.h"
#include "greycache/postgres/session.h"
#include "greycache/postgres/statements.h"

namespace greycache {

namespace {

using Kind = StoreError::Kind;

// Tables up to this size are counted, larger ones estimated.
constexpr std::int64_t kCountedBytes = 8 << 20;
// Of each file of a table in one piece of a search: 16 MB, some hundredths of a second.
constexpr std::int64_t kSearchedBlocks = 2048;
// Rows that load() reads at a time of several sources together.
constexpr std::size_t kMostLoaded = 4096;
// Sources with more than their share of them that are read together.
constexpr std::size_t kFewSources = 8;

struct OptTableNames {
  const char* table;
  const char* column;
};

OptTableNames names_of(OptTable table) {
  constexpr OptTableNames kOptNames[] = {{"optin_domain", "domain"},
                                         {"optin_email", "email"},
                                         {"optout_domain", "domain"},
                                         {"optout_email", "email"}};
  return kOptNames[static_cast<std::size_t>(table)];
}

}  // namespace

PostgresStore::PostgresStore(PostgresSettings settings) : settings_(std::move(settings)) {}

Deadline PostgresStore::deadline() const {
  return std::chrono::steady_clock::now() + settings_.statement_timeout;
}

StoreResult<void> PostgresStore::open() {
  connection_.close();
  ++sessions_;
  const auto hosts = connect_session(connection_, settings_);
  several_hosts_ = hosts.value_or(0) > 1;
  auto result = hosts ? open_session() : StoreResult<void>(tl::unexpected(hosts.error()));
  // Half a session is none: the next call begins again.
  if (!result) connection_.close();
  return result;
}

StoreResult<void> PostgresStore::open_session() {
  auto prepared = prepare_schema(connection_, settings_.schema, deadline(), settings_.migrates);
  if (!prepared) return prepared;
  if (const auto read = read_history(); !read) {
    log_typed(LogType::dbaccess, 1, "a failover will not be noticed: {}", read.error().message);
  }
  tend_partitions(std::nullopt);
  return {};
}

StoreResult<std::string> PostgresStore::hindrance_of_schema() {
  const auto hosts = connect_session(connection_, settings_);
  if (!hosts) return tl::unexpected(hosts.error());
  auto hindrance = greycache::hindrance_of_schema(connection_, settings_.schema, deadline());
  connection_.close();
  return hindrance;
}

// A standby has none: it takes nothing that it could lose.
StoreResult<void> PostgresStore::read_history() {
  const auto rows = connection_.execute({statements::kHistory, {}}, deadline());
  if (!rows) return tl::unexpected(rows.error());
  if (rows->size() == 1 && !rows->text(0, 0).empty()) history_ = rows->text(0, 0);
  return {};
}

// Also of a standby that was promoted under the connection. That it may not be read was told by
// open().
StoreResult<void> PostgresStore::ask_history() {
  if (!connection_.connected()) return open();
  const auto read = read_history();
  return connection_.connected() ? StoreResult<void>() : read;
}

// Another host may be the one that takes writes by now: the next call looks for it.
void PostgresStore::look_elsewhere(const StoreError& error) {
  if (error.kind == Kind::read_only && several_hosts_) connection_.close();
}

// A pooler may lead to another server without a word: then every transaction asks.
StoreResult<std::vector<Rows>> PostgresStore::execute(std::vector<Statement> statements) {
  if (const auto open = ensure_open(); !open) return tl::unexpected(open.error());
  const bool asks = connection_.pooled() && !history_.empty();
  if (asks) statements.push_back({statements::kHistory, {}});
  auto results = connection_.execute(statements, deadline());
  if (!results) look_elsewhere(results.error());
  if (!asks || !results) return results;
  const Rows& history = results->back();
  if (history.size() == 1 && !history.text(0, 0).empty()) history_ = history.text(0, 0);
  results->pop_back();
  return results;
}

StoreResult<void> PostgresStore::ensure_open() {
  if (connection_.connected()) return {};
  return open();
}

StoreResult<Rows> PostgresStore::ask(Statement statement) {
  std::vector<Statement> one;
  one.push_back(std::move(statement));
  auto results = execute(std::move(one));
  if (!results) return tl::unexpected(std::move(results.error()));
  return std::move(results->front());
}

StoreResult<Rows> PostgresStore::ask(const char* sql, Parameters parameters) {
  return ask({sql, std::move(parameters)});
}

StoreResult<void> PostgresStore::merge(std::vector<Fact> facts) {
  auto open = ensure_open();
  if (!open) return open;
  return merge_ordered(merged_by_moment(std::move(facts)));
}

// One transaction; where PostgreSQL refuses a fact, each half in one of its own.
StoreResult<void> PostgresStore::merge_ordered(std::span<const Fact> facts) {
  if (facts.empty()) return {};
  const auto done = execute(merge_statements(facts));
  if (done) return {};
  if (done.error().kind != Kind::data) return tl::unexpected(done.error());
  if (facts.size() == 1) {
    refuse(facts.front(), done.error());
    return {};
  }
  const std::size_t half = facts.size() / 2;
  const auto first = merge_ordered(facts.first(half));
  return first ? merge_ordered(facts.subspan(half)) : first;
}

void PostgresStore::refuse(const Fact& fact, const StoreError& error) {
  set_aside_.add();
  log_typed(LogType::dbaccess, 0, "{}; set aside: {} {}@{} -> {} first seen {}, last seen {}",
            error.message, escaped(fact.src), escaped(fact.sender_name),
            escaped(fact.sender_domain), escaped(fact.rcpt), fact.first_seen, fact.last_seen);
}

// Mostly all sources fit into one reading.
StoreResult<std::vector<SourceFacts>> PostgresStore::load(std::span<const std::string> sources,
                                                          const Cutoffs& cutoffs,
                                                          std::size_t most) {
  if (sources.empty()) return std::vector<SourceFacts>{};
  const std::size_t limit = sources.size() == 1 ? most + 1 : kMostLoaded;
  const auto rows = read_rows({statements::kLoad, {}, "load"}, sources, cutoffs, limit);
  if (!rows) return tl::unexpected(rows.error());
  if (sources.size() > 1 && static_cast<std::size_t>(rows->size()) == limit) {
    return load_in_shares(sources, cutoffs, most);
  }
  std::vector<SourceFacts> result;
  for (SourceRows& read : by_source(*rows, sources, cutoffs, set_aside_)) {
    read.source.whole = read.rows <= most;
    result.push_back(std::move(read.source));
  }
  return result;
}

StoreResult<Rows> PostgresStore::read_rows(Statement statement,
                                           std::span<const std::string> sources,
                                           const Cutoffs& cutoffs, std::size_t limit) {
  // What has correspondents has nothing else.
  std::vector<std::string_view> users;
  std::vector<std::string_view> others;
  for (const std::string& src : sources) {
    (holds_correspondents(src) ? users : others).push_back(src);
  }
  statement.parameters.add(others)
      .add(storable_time(cutoffs.connect))
      .add(storable_time(cutoffs.awl))
      .add(limit_of(limit))
      .add(users)
      .add(storable_time(cutoffs.correspondent));
  std::vector<Statement> both;
  both.push_back({statements::kUseIndexes, {}, "use_indexes"});
  both.push_back(std::move(statement));
  auto results = execute(std::move(both));
  if (!results) return tl::unexpected(results.error());
  return std::move(results->back());
}

// Each gets its share of the rows. Those with more are read a few at a time, and at last alone,
// until there are enough.
StoreResult<std::vector<SourceFacts>> PostgresStore::load_in_shares(
    std::span<const std::string> sources, const Cutoffs& cutoffs, std::size_t most) {
  const std::size_t share = std::max<std::size_t>(kMostLoaded / sources.size(), 2);
  const auto rows =
      read_rows({statements::kLoadShares, {}, "load_shares"}, sources, cutoffs, share);
  if (!rows) return tl::unexpected(rows.error());
  std::vector<SourceFacts> result;
  std::vector<std::string> larger;
  for (SourceRows& read : by_source(*rows, sources, cutoffs, set_aside_)) {
    if (read.rows >= share) {
      larger.push_back(std::move(read.source.src));
      continue;
    }
    read.source.whole = read.rows <= most;
    result.push_back(std::move(read.source));
  }
  const std::size_t together = sources.size() > kFewSources ? kFewSources : 1;
  std::size_t read = 0;
  for (std::size_t at = 0; at < larger.size() && read < kMostLoaded; at += together) {
    const auto some = std::span(larger).subspan(at).first(std::min(together, larger.size() - at));
    auto loaded = load(some, cutoffs, most);
    if (!loaded) return loaded;
    for (SourceFacts& source : *loaded) {
      read += source.facts.size();
      result.push_back(std::move(source));
    }
  }
  return result;
}

StoreResult<std::vector<std::vector<Fact>>> PostgresStore::find(std::span<const Keys> requests,
                                                                const Cutoffs& cutoffs,
                                                                const Excerpt& sizes) {
  if (requests.empty()) return std::vector<std::vector<Fact>>{};
  const ExcerptQuery query(requests, cutoffs, sizes);
  const auto results = execute(query.statements());
  if (!results) return tl::unexpected(results.error());
  return query.facts(*results, set_aside_);
}

StoreResult<std::size_t> PostgresStore::expire(const Cutoffs& cutoffs, std::size_t limit,
                                               std::vector<Fact>& forgotten) {
  const auto open = ensure_open();
  if (!open) return tl::unexpected(open.error());
  auto deleted = Expiry(connection_, settings_, set_aside_).run(cutoffs, limit, forgotten);
  if (!deleted) look_elsewhere(deleted.error());
  if (deleted && *deleted < limit) tend_partitions(cutoffs.connect);
  return deleted;
}

StoreResult<void> PostgresStore::erase(std::span<const Fact> facts) {
  if (facts.empty()) return {};
  const auto erased = execute(erase_statements(facts));
  return erased ? StoreResult<void>() : tl::unexpected(erased.error());
}

// What it cannot do is left to the next time: rows without a partition go to connect_default.
void PostgresStore::tend_partitions(std::optional<UnixTime> expired_before) {
  upkeep_trouble_.clear();
  if (expired_before) {
    const auto dropped = connection_.execute(
        {statements::kDropPartitions, Parameters().add(storable_time(*expired_before))},
        deadline());
    if (!dropped) upkeep_trouble_ = "partitions are not dropped: " + dropped.error().message;
  }
  const auto made = connection_.execute({statements::kMakePartitions, {}}, deadline());
  if (!made) upkeep_trouble_ = "partitions are not made ahead: " + made.error().message;
}

// Rows by the place of their block: since version 14 the server reads those blocks alone.
StoreResult<std::vector<Fact>> PostgresStore::search(const FactSearch& wanted, SearchPlace& place,
                                                     std::size_t limit) {
  if (place.blocks < 0) {
    const auto blocks =
        ask(statements::kBlocks, Parameters().add(std::string_view(entry_table(place.kind))));
    if (!blocks) return tl::unexpected(blocks.error());
    place.blocks = blocks->number(0, 0);
  }
  const std::int64_t end =
      connection_.server_version() < kBlocksServer ? place.blocks : place.block + kSearchedBlocks;
  const auto rows = ask(search_statement(wanted, place.kind, place.block, end, limit));
  if (!rows) return tl::unexpected(rows.error());
  place.block = end;
  if (place.block >= place.blocks) place.next_table();
  return facts_of_rows(*rows, set_aside_);
}

StoreResult<PersistentStore::Counts> PostgresStore::count() {
  Counts counts;
  for (const CountedTable& counted : counted_tables()) {
    const auto estimate =
        ask(statements::kEstimate, Parameters().add(std::string_view(entry_table(counted.kind))));
    if (!estimate) return tl::unexpected(estimate.error());
    counts.*counted.number = estimate->number(0, 1);
    if (estimate->number(0, 0) > kCountedBytes) continue;
    const auto exactly = ask(counted.exactly);
    if (!exactly) return tl::unexpected(exactly.error());
    counts.*counted.number = exactly->number(0, 0);
  }
  return counts;
}

StoreResult<void> PostgresStore::read_opt_table(OptTable table, const std::string& after,
                                                std::size_t limit,
                                                const std::function<void(std::string_view)>& row) {
  const auto [name, column] = names_of(table);
  const std::string page = fmt::format(
      "select {0} from {1} where {0} > $1 and octet_length({0}) <= {2} order by {0} limit $2",
      column, name, kOptRowLimit);
  const auto rows =
      ask(page.c_str(), Parameters().add(std::string_view(after)).add(limit_of(limit)));
  if (!rows) return tl::unexpected(rows.error());
  for (int i = 0; i < rows->size(); ++i) row(rows->text(i, 0));
  return {};
}

// In the order of the rows, so that two hosts do not wait for each other.
StoreResult<std::vector<bool>> PostgresStore::change_opt_rows(OptTable table,
                                                              std::span<const std::string> rows,
                                                              bool add) {
  // There is none of that which is no UTF-8, and it may not be asked for.
  std::vector<std::string_view> asked;
  for (const std::string& row : rows) {
    if (add || is_utf8(row)) asked.push_back(row);
  }
  const auto [name, column] = names_of(table);
  const std::string sql =
      add ? fmt::format(
                "insert into {0} ({1}) select row from unnest($1::text[]) as row"
                " order by row on conflict do nothing returning {1}",
                name, column)
          : fmt::format("delete from {0} where {1} = any($1::text[]) returning {1}", name, column);
  const auto told = ask(sql.c_str(), Parameters().add(asked));
  if (!told) return tl::unexpected(told.error());
  std::set<std::string_view> changed;
  for (int i = 0; i < told->size(); ++i) changed.insert(told->text(i, 0));
  std::vector<bool> answer;
  for (const std::string& row : rows) answer.push_back(changed.erase(row) > 0);
  return answer;
}

StoreResult<std::int64_t> PostgresStore::opt_tables_version() {
  const auto rows = ask(statements::kOptVersion);
  if (!rows) return tl::unexpected(rows.error());
  return rows->number(0, 0);
}

StoreResult<std::string> PostgresStore::missing_rights() {
  const auto rows = ask(statements::kMissingRights);
  if (!rows) return tl::unexpected(rows.error());
  return std::string(rows->text(0, 0));
}

StoreResult<void> PostgresStore::drop_schema() {
  auto open = ensure_open();
  if (!open) return open;
  return connection_.run_script("drop schema " + settings_.schema + " cascade", deadline());
}

}  // namespace greycache
