// The columns of each kind of fact, out and in.
#include "greycache/postgres/fact_rows.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "greycache/policy/sound_fact.h"
#include "greycache/postgres/expiry_statements.h"
#include "greycache/postgres/statements.h"

namespace greycache {

namespace {

// For facts of one kind.
Statement merge_statement(std::span<const Fact> facts) {
  const FactKind kind = facts.front().kind;
  Statement statement;
  Parameters& parameters = statement.parameters;
  const auto time = [](UnixTime seen) { return std::clamp<UnixTime>(seen, 0, kLatestTime); };
  parameters.add_column(facts, &Fact::src).add_column(facts, &Fact::sender_domain);
  if (kind != FactKind::domain_awl) parameters.add_column(facts, &Fact::sender_name);
  if (kind == FactKind::connect) parameters.add_column(facts, &Fact::rcpt);
  parameters.add_column(facts, [&](const Fact& fact) { return time(fact.first_seen); });
  if (kind != FactKind::connect) {
    parameters.add_column(facts, [&](const Fact& fact) { return time(fact.last_seen); });
  }
  struct Merge {
    const char* sql;
    const char* name;
  };
  static constexpr Merge kMerges[kFactKinds] = {
      {statements::kMergeConnect, "merge_connect"},
      {statements::kMergeFromAwl, "merge_from_awl"},
      {statements::kMergeDomainAwl, "merge_domain_awl"},
      {statements::kMergeCorrespondent, "merge_correspondent"}};
  const auto [sql, name] = kMerges[static_cast<std::size_t>(kind)];
  statement.sql = sql;
  statement.name = name;
  return statement;
}

Statement erase_statement(std::span<const Fact> facts) {
  static constexpr const char* kErasures[kFactKinds] = {
      statements::kEraseConnect, statements::kEraseFromAwl, statements::kEraseDomainAwl,
      statements::kEraseCorrespondent};
  const FactKind kind = facts.front().kind;
  Statement statement{kErasures[static_cast<std::size_t>(kind)], {}, nullptr};
  statement.parameters.add_column(facts, &Fact::src)
      .add_column(facts, &Fact::sender_domain)
      .add_column(facts, &Fact::sender_name)
      .add_column(facts, &Fact::rcpt)
      .add_column(facts, [kind](const Fact& fact) {
        return storable_time(kind == FactKind::connect ? fact.first_seen : fact.last_seen);
      });
  return statement;
}

// Calls `part` with the facts of one kind after the other, kRowsPerStatement at a time; they are
// ordered by kind.
template <typename Part>
void each_part(std::span<const Fact> facts, const Part& part) {
  while (!facts.empty()) {
    const auto other_kind = std::ranges::find_if(
        facts, [&](const Fact& fact) { return fact.kind != facts.front().kind; });
    const auto same_kind = static_cast<std::size_t>(other_kind - facts.begin());
    const std::size_t size = std::min(same_kind, kRowsPerStatement);
    part(facts.first(size));
    facts = facts.subspan(size);
  }
}

// A time that is no number becomes one that makes no sense.
Fact read_row(const Rows& rows, int row) {
  constexpr UnixTime kNone = -1;
  Fact fact;
  fact.kind = static_cast<FactKind>(rows.number(row, 0));
  fact.src = rows.text(row, 1);
  fact.sender_domain = rows.text(row, 2);
  fact.sender_name = rows.text(row, 3);
  fact.rcpt = rows.text(row, 4);
  fact.first_seen = rows.known_number(row, 5).value_or(kNone);
  fact.last_seen = rows.known_number(row, 6).value_or(kNone);
  return fact;
}

}  // namespace

UnixTime storable_time(UnixTime time) {
  constexpr UnixTime kFirst = -62'135'596'800;  // 0001-01-01 00:00:00 UTC
  return std::clamp(time, kFirst, kLatestTime);
}

std::vector<Statement> merge_statements(std::span<const Fact> facts) {
  std::vector<Statement> statements;
  each_part(facts,
            [&](std::span<const Fact> part) { statements.push_back(merge_statement(part)); });
  return statements;
}

// Without statistics the planner would read whole tables for a few names.
std::vector<Statement> erase_statements(std::span<const Fact> facts) {
  std::vector<Fact> ordered(facts.begin(), facts.end());
  std::ranges::stable_sort(ordered, {}, &Fact::kind);
  std::vector<Statement> all;
  all.push_back({statements::kUseIndexes, {}, "use_indexes"});
  each_part(std::span<const Fact>(ordered),
            [&](std::span<const Fact> part) { all.push_back(erase_statement(part)); });
  return all;
}

std::optional<Fact> fact_of_row(const Rows& rows, int row, SetAside& aside) {
  Fact fact = read_row(rows, row);
  if (is_sound(fact)) return fact;
  aside.read("PostgreSQL", fact);
  return std::nullopt;
}

std::vector<Fact> facts_of_rows(const Rows& rows, SetAside& aside) {
  std::vector<Fact> facts;
  facts.reserve(static_cast<std::size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row) {
    if (auto fact = fact_of_row(rows, row, aside)) facts.push_back(std::move(*fact));
  }
  return facts;
}

std::vector<SourceRows> by_source(const Rows& rows, std::span<const std::string> sources,
                                  const Cutoffs& cutoffs, SetAside& aside) {
  std::unordered_map<std::string_view, std::size_t> places;
  std::vector<SourceRows> result;
  result.reserve(sources.size());
  for (const std::string& source : sources) {
    places.emplace(source, result.size());
    result.push_back({{source, {}}, 0});
  }
  for (int row = 0; row < rows.size(); ++row) {
    const auto place = places.find(rows.text(row, 1));
    if (place == places.end()) continue;
    SourceRows& read = result[place->second];
    ++read.rows;
    auto fact = fact_of_row(rows, row, aside);
    if (!fact) continue;
    bring_back(*fact, cutoffs);
    read.source.facts.push_back(std::move(*fact));
  }
  for (SourceRows& read : result) read.source.facts = merged(std::move(read.source.facts));
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::size_t first = places.at(result[i].source.src);
    if (first == i) continue;
    result[i].source.facts = result[first].source.facts;
    result[i].rows = result[first].rows;
  }
  return result;
}

}  // namespace greycache
