// The facts of a table, page by page.
#include "greycache/policy/sound_fact.h"
#include "greycache/sqlite/key_order.h"
#include "greycache/sqlite/sqlite_store.h"

namespace greycache {

StoreResult<FactPage> SqliteStore::read_facts(const Fact& after, std::size_t limit) {
  if (auto can = ready(); !can) return tl::unexpected(can.error());
  FactPage page{{}, after, false};
  std::size_t rows = 0;
  const auto take = [&](const Row& row) {
    page.last = fact_in_key_order(after.kind, row);
    if (is_sound(page.last)) {
      page.facts.push_back(page.last);
    } else {
      set_aside_.read("SQLite", page.last);
    }
    return ++rows < limit;
  };
  const auto read = each_in_key_order(*database_, after, take);
  if (!read) return tl::unexpected(read.error());
  page.more = rows == limit;
  return page;
}

}  // namespace greycache
