// The removal of what has expired, one transaction at a time.
#pragma once

#include <cstddef>
#include <vector>

#include "greycache/policy/fact.h"
#include "greycache/postgres/connection.h"
#include "greycache/postgres/postgres_settings.h"
#include "greycache/store/set_aside.h"
#include "greycache/store/store_error.h"

namespace greycache {

// On a connection that is open. Everything given must outlive this.
class Expiry {
 public:
  Expiry(Connection& connection, const PostgresSettings& settings, SetAside& aside)
      : connection_(connection), settings_(settings), aside_(aside) {}

  // See PersistentStore::expire(). One host at a time does this; the others get 0.
  StoreResult<std::size_t> run(const Cutoffs& cutoffs, std::size_t limit,
                               std::vector<Fact>& forgotten);

 private:
  Deadline deadline() const {
    return std::chrono::steady_clock::now() + settings_.statement_timeout;
  }
  StoreResult<std::size_t> expire_locked(const Cutoffs& cutoffs, std::size_t limit,
                                         std::vector<Fact>& forgotten);
  StoreResult<std::size_t> bring_back_locked(const Cutoffs& cutoffs, std::size_t limit);

  Connection& connection_;
  const PostgresSettings& settings_;
  SetAside& aside_;
};

}  // namespace greycache
