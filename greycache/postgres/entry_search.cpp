// An operator's search through the entries of one kind, and how many there are.
#include "greycache/postgres/entry_search.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "greycache/postgres/statements.h"

namespace greycache {

namespace {

// How a kind of entry is searched.
struct SearchedTable {
  const char* name;
  const char* search;
};

const SearchedTable& searched_table(FactKind kind) {
  static constexpr SearchedTable kCountedTables[kFactKinds] = {
      {"connect", statements::kSearchConnect},
      {"from_awl", statements::kSearchFromAwl},
      {"domain_awl", statements::kSearchDomainAwl},
      {"correspondent", statements::kSearchCorrespondent}};
  return kCountedTables[static_cast<std::size_t>(kind)];
}

std::vector<std::string_view> searched_names(const FactSearch& wanted, FactKind kind) {
  if (kind != FactKind::connect) return {wanted.awl_names.begin(), wanted.awl_names.end()};
  if (wanted.sender_name.empty()) return {};
  return {wanted.sender_name};
}

}  // namespace

const char* entry_table(FactKind kind) {
  return searched_table(kind).name;
}

Statement search_statement(const FactSearch& wanted, FactKind kind, std::int64_t first_block,
                           std::int64_t end_block, std::size_t limit) {
  const std::string from = fmt::format("({},0)", first_block);
  const std::string behind = fmt::format("({},0)", end_block);
  Statement statement{searched_table(kind).search, {}, nullptr};
  statement.parameters.add(std::string_view(wanted.sender_domain))
      .add(searched_names(wanted, kind))
      .add(std::string_view(kind == FactKind::correspondent ? wanted.user : wanted.rcpt))
      .add(std::string_view(from))
      .add(std::string_view(behind))
      .add(limit_of(limit));
  return statement;
}

std::span<const CountedTable> counted_tables() {
  using Counts = PersistentStore::Counts;
  static constexpr CountedTable kCountedTables[] = {
      {FactKind::connect, statements::kCountConnect, &Counts::connect},
      {FactKind::from_awl, statements::kCountFromAwl, &Counts::from_awl},
      {FactKind::domain_awl, statements::kCountDomainAwl, &Counts::domain_awl},
      {FactKind::correspondent, statements::kCountCorrespondent, &Counts::correspondent}};
  return kCountedTables;
}

}  // namespace greycache
