// As it is written here, and as others may have written it.
#include "greycache/control/opt_row_change.h"

namespace greycache {

// A row that another program has put there may have capitals: what is removed is that, too.
StoreResult<bool> change_opt_row(PersistentStore& store, const OptRow& row, bool add) {
  auto changed = store.change_opt_table(row.table, row.text, add);
  if (add || !changed || row.written == row.text) return changed;
  const auto as_written = store.change_opt_table(row.table, row.written, false);
  return as_written ? StoreResult<bool>(*changed || *as_written) : as_written;
}

}  // namespace greycache
