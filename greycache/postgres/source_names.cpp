// The sources that have entries of a kind, one step of the index for each.
#include <fmt/format.h>

#include <array>

#include "greycache/postgres/parameters.h"
#include "greycache/postgres/postgres_store.h"

namespace greycache {

namespace {

constexpr std::array<const char*, 3> kTables{"connect", "from_awl", "domain_awl"};

// However many rows a source has, one is looked at.
constexpr const char* kNextSources = R"(
with recursive name (src) as (
  (select src from {0} where src > $1 order by src limit 1)
  union all
  select (select next.src from {0} next where next.src > name.src order by next.src limit 1)
  from name where name.src is not null)
select src from name where src is not null limit $2)";

}  // namespace

StoreResult<void> PostgresStore::read_sources(FactKind kind, const std::string& after,
                                              std::size_t limit,
                                              const std::function<void(std::string_view)>& source) {
  const std::string page =
      fmt::format(fmt::runtime(kNextSources), kTables[static_cast<std::size_t>(kind)]);
  const auto rows =
      ask(page.c_str(),
          Parameters().add(std::string_view(after)).add(static_cast<std::int64_t>(limit)));
  if (!rows) return tl::unexpected(rows.error());
  for (int i = 0; i < rows->size(); ++i) source(rows->text(i, 0));
  return {};
}

}  // namespace greycache
