// Out of every table that sources stand in.
#include "greycache/storage/prefixed_sources.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace greycache {

namespace {

constexpr std::array kKindsOfSources{FactKind::domain_awl, FactKind::from_awl, FactKind::connect};

}  // namespace

StoreResult<std::set<std::string>> prefixed_sources(PersistentStore& store,
                                                    const std::string& prefix,
                                                    const std::string& after, std::size_t limit) {
  std::set<std::string> sources;
  for (const FactKind kind : kKindsOfSources) {
    const auto read =
        store.read_sources(kind, std::max(after, prefix), limit, [&](std::string_view src) {
          if (src.starts_with(prefix)) sources.emplace(src);
        });
    if (!read) return tl::make_unexpected(read.error());
  }
  return sources;
}

}  // namespace greycache
