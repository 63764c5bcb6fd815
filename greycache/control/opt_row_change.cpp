// Table by table: as rows are written here, and as others may have written them.
#include "greycache/control/opt_row_change.h"

#include <array>
#include <string>

namespace greycache {

namespace {

// Of one table, and for which of the rows that were given each of them is.
struct RowsOfTable {
  std::vector<std::string> texts;
  std::vector<std::size_t> places;

  void add(const std::string& text, std::size_t place) {
    texts.push_back(text);
    places.push_back(place);
  }
};

// A row that another program has put there may have capitals: what is removed is that, too.
std::array<RowsOfTable, kOptTables> by_table(std::span<const OptRow> rows, bool add) {
  std::array<RowsOfTable, kOptTables> tables;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RowsOfTable& table = tables.at(static_cast<std::size_t>(rows[i].table));
    table.add(rows[i].text, i);
    if (!add && rows[i].written != rows[i].text) table.add(rows[i].written, i);
  }
  return tables;
}

}  // namespace

StoreResult<std::vector<bool>> change_opt_rows(PersistentStore& store, std::span<const OptRow> rows,
                                               bool add) {
  const auto tables = by_table(rows, add);
  std::vector<bool> changed(rows.size());
  for (std::size_t table = 0; table < tables.size(); ++table) {
    const auto& [texts, places] = tables[table];
    if (texts.empty()) continue;
    const auto done = store.change_opt_rows(static_cast<OptTable>(table), texts, add);
    if (!done) return done;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if ((*done)[i]) changed[places[i]] = true;
    }
  }
  return changed;
}

StoreResult<bool> change_opt_row(PersistentStore& store, const OptRow& row, bool add) {
  const auto changed = change_opt_rows(store, {&row, 1}, add);
  if (!changed) return tl::unexpected(changed.error());
  return changed->front();
}

}  // namespace greycache
