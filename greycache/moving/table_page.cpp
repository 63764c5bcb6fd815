// One reading of the port that serves the kind.
#include "greycache/moving/table_page.h"

#include <utility>

#include "greycache/moving/row_line.h"

namespace greycache {

namespace {

void add(TablePage& page, const MovedRow& row) {
  page.lines += row_line(row);
  page.lines += '\n';
  ++page.rows;
}

StoreResult<TablePage> facts_page(PersistentStore& store, TablePlace& place) {
  TablePage page;
  const auto kind = static_cast<FactKind>(place.kind);
  place.fact.kind = kind;
  const auto read = store.read_facts(place.fact, kTablePage);
  if (!read) return tl::make_unexpected(read.error());
  for (const Fact& fact : read->facts) add(page, fact);
  place.fact = read->last;
  place.done = !read->more;
  return page;
}

StoreResult<TablePage> standings_page(PersistentStore& store, TablePlace& place) {
  TablePage page;
  const auto read = store.read_standings(0, place.standing, kTablePage);
  if (!read) return tl::make_unexpected(read.error());
  for (const StandingRow& row : read->rows) add(page, row);
  place.done = !read->more;
  return page;
}

StoreResult<TablePage> expectations_page(PersistentStore& store, TablePlace& place) {
  TablePage page;
  Expectation last = place.expectation;
  const auto read =
      store.read_expectations(place.expectation, kTablePage, [&](const Expectation& row) {
        add(page, row);
        last = row;
      });
  if (!read) return tl::make_unexpected(read.error());
  place.expectation = std::move(last);
  place.done = page.rows < kTablePage;
  return page;
}

StoreResult<TablePage> opt_rows_page(PersistentStore& store, TablePlace& place) {
  TablePage page;
  const OptTable table = opt_table_of(place.kind);
  std::string last = place.opt_row;
  const auto read =
      store.read_opt_table(table, place.opt_row, kTablePage, [&](std::string_view row) {
        add(page, MovedOptRow{table, std::string(row)});
        last = row;
      });
  if (!read) return tl::make_unexpected(read.error());
  place.opt_row = std::move(last);
  place.done = page.rows < kTablePage;
  return page;
}

}  // namespace

StoreResult<TablePage> read_table_page(PersistentStore& store, TablePlace& place) {
  if (place.kind < MovedKind::standing) return facts_page(store, place);
  if (place.kind == MovedKind::standing) return standings_page(store, place);
  if (place.kind == MovedKind::expectation) return expectations_page(store, place);
  return opt_rows_page(store, place);
}

}  // namespace greycache
