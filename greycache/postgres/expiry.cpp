// The removal of what has expired.
#include "greycache/postgres/expiry.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "greycache/postgres/expiry_statements.h"
#include "greycache/postgres/fact_rows.h"

namespace greycache {

StoreResult<std::size_t> Expiry::run(const Cutoffs& cutoffs, std::size_t limit,
                                     std::vector<Fact>& forgotten) {
  const auto begun = connection_.begin(deadline());
  if (!begun) return tl::unexpected(begun.error());
  const std::size_t before = forgotten.size();
  auto deleted = expire_locked(cutoffs, limit, forgotten);
  const auto ended = connection_.end(deleted.has_value(), deadline());
  if (deleted && !ended) deleted = tl::unexpected(ended.error());
  if (!deleted) forgotten.resize(before);
  return deleted;
}

// Inside a transaction, which holds the lock.
StoreResult<std::size_t> Expiry::expire_locked(const Cutoffs& cutoffs, std::size_t limit,
                                               std::vector<Fact>& forgotten) {
  const auto lock = connection_.execute(
      {statements::kTryExpiryLock, Parameters().add(std::string_view(settings_.schema))},
      deadline());
  if (!lock) return tl::unexpected(lock.error());
  if (!lock->truth(0, 0)) return 0;
  const auto limits = [&](UnixTime cutoff) {
    return Parameters().add(storable_time(cutoff)).add(limit_of(limit));
  };
  const Statement deletes[] = {{statements::kExpireConnect, limits(cutoffs.connect)},
                               {statements::kExpireFromAwl, limits(cutoffs.awl)},
                               {statements::kExpireDomainAwl, limits(cutoffs.awl)},
                               {statements::kExpireCorrespondent, limits(cutoffs.correspondent)}};
  const auto deleted = connection_.execute(deletes, deadline());
  if (!deleted) return tl::unexpected(deleted.error());
  const Rows& connects = deleted->front();
  std::vector<Fact> gone;
  for (int row = 0; row < connects.size(); ++row) {
    auto fact = fact_of_row(connects, row, aside_);
    if (fact && !connects.truth(row, 7)) gone.push_back(std::move(*fact));
  }
  std::ranges::move(merged(std::move(gone)), std::back_inserter(forgotten));
  std::size_t total = 0;
  for (const Rows& rows : *deleted) total += rows.changed();
  if (total >= limit) return total;
  const auto brought = bring_back_locked(cutoffs, limit);
  return brought ? StoreResult<std::size_t>(total + *brought) : brought;
}

StoreResult<std::size_t> Expiry::bring_back_locked(const Cutoffs& cutoffs, std::size_t limit) {
  const auto values = [&] {
    return Parameters().add(storable_time(cutoffs.future)).add(limit_of(limit));
  };
  const Statement updates[] = {{statements::kBringBackConnect, values()},
                               {statements::kBringBackFromAwl, values()},
                               {statements::kBringBackDomainAwl, values()},
                               {statements::kBringBackCorrespondent, values()}};
  const auto updated = connection_.execute(updates, deadline());
  if (!updated) return tl::unexpected(updated.error());
  std::size_t total = 0;
  for (const Rows& rows : *updated) total += rows.changed();
  return total;
}

}  // namespace greycache
