// The port of the persistent store: all entries, for good.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/policy/excerpt.h"
#include "greycache/policy/expectation/expectation.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/lists/opt_lists.h"
#include "greycache/store/fact_pages.h"
#include "greycache/store/fact_search.h"
#include "greycache/store/mail_count_store.h"
#include "greycache/store/stand_in_store.h"
#include "greycache/store/standing_store.h"
#include "greycache/store/store_error.h"
#include "greycache/store/waiting_search.h"

namespace greycache {

// Blocking: every call belongs to the worker thread and returns within the store's statement
// timeout. A call on a lost connection tries to connect once. Facts come and go as the policy has
// them; the adapter knows the columns.
class PersistentStore : public StandingStore,
                        public MailCountStore,
                        public StandInStore,
                        public FactPages {
 public:
  // Connects, checks the schema and migrates it where it may. Called first, and again after an
  // error of kind unavailable.
  virtual StoreResult<void> open() = 0;

  // Names what the store goes on from. Another name than before: it may have lost the latest of
  // what it has taken, as a standby does that is promoted. Empty where that cannot be, or is not
  // known. Does not ask the store: it is what the last call saw.
  virtual std::string history() const { return {}; }
  // Asks for it, by the lightest of calls: for who calls nothing else for a while.
  virtual StoreResult<void> ask_history() { return {}; }

  // Merges the facts (any number, any order, duplicates too) in one transaction by the rule of
  // merge_into(). A fact that the store can never take is set aside, counted and logged, and the
  // rest stored.
  virtual StoreResult<void> merge(std::vector<Fact> facts) = 0;

  // The facts of these sources that do not count as expired(), each after bring_back(): one
  // SourceFacts for each, empty where nothing is known, and not whole where a source has more than
  // `most` rows. Sources that would make the call read more than some thousand rows are left out,
  // but not all of them: they are to be asked for again.
  virtual StoreResult<std::vector<SourceFacts>> load(std::span<const std::string> sources,
                                                     const Cutoffs& cutoffs, std::size_t most) = 0;

  // For each request, in that order, an excerpt of its source by `sizes`, of facts as load() has
  // them: for sources too large to be loaded. Reads no more rows than that.
  virtual StoreResult<std::vector<std::vector<Fact>>> find(std::span<const Keys> requests,
                                                           const Cutoffs& cutoffs,
                                                           const Excerpt& sizes) = 0;

  // Deletes at most `limit` expired facts of each kind; where fewer were left, stores at most as
  // many others with the times of bring_back(). The deleted connects go to `forgotten`. A
  // result of less than `limit` in all means that nothing is left to delete. Where several hosts
  // share the store one at a time does this; the others get 0.
  virtual StoreResult<std::size_t> expire(const Cutoffs& cutoffs, std::size_t limit,
                                          std::vector<Fact>& forgotten) = 0;

  // Deletes the rows of these names that were seen last (a connect: first) when the fact was, or
  // before; in one transaction. A row that is written at this moment may stay.
  virtual StoreResult<void> erase(std::span<const Fact> facts) = 0;

  // Why the store could not do its own upkeep (partitions) when it tried last; empty where it
  // could, or has none. Asks nobody.
  virtual std::string upkeep_trouble() const { return {}; }

  // Goes on with an operator's search from `place`, which it moves, for about a tenth of a second:
  // no index serves it, so that all entries are looked at. Returns at most `limit` facts that are
  // wanted, expired ones too; where there were more in this piece they are left out.
  virtual StoreResult<std::vector<Fact>> search(const FactSearch& wanted, SearchPlace& place,
                                                std::size_t limit) = 0;

  // The next `wanted.limit` connects of a page at most, from `place` on, which it moves. Expired
  // ones are among them, each moment of a connect, and senders who are known by now. Of an order
  // that no index has all entries are looked at, as far as time goes.
  virtual StoreResult<std::vector<Fact>> find_waiting(const WaitingSearch& wanted,
                                                      WaitingPlace& place) = 0;

  // Where this process alone writes entries: a number that differs once the store was opened again,
  // or somebody else has written to it all the same. Nothing where several hosts write. Asks
  // nobody.
  virtual std::optional<std::int64_t> outside_writes() { return std::nullopt; }
  // Calls `source` with at most `limit` different sources of the facts of one kind, in byte order,
  // beginning with the first behind `after` ("" for the first).
  virtual StoreResult<void> read_sources(FactKind kind, const std::string& after, std::size_t limit,
                                         const std::function<void(std::string_view)>& source) = 0;

  // Entries of each kind, roughly (planner's estimate where counting would take long).
  struct Counts {
    std::int64_t connect = 0;
    std::int64_t from_awl = 0;
    std::int64_t domain_awl = 0;
    std::int64_t correspondent = 0;
  };
  virtual StoreResult<Counts> count() = 0;

  // Calls `row` with at most `limit` rows of an opt table, in byte order, beginning with the first
  // behind `after` ("" for the table's first).
  virtual StoreResult<void> read_opt_table(OptTable table, const std::string& after,
                                           std::size_t limit,
                                           const std::function<void(std::string_view)>& row) = 0;
  // For each row, in that order, whether the table changed: not where the row was there already, or
  // was not there. All of them in one transaction.
  virtual StoreResult<std::vector<bool>> change_opt_rows(OptTable table,
                                                         std::span<const std::string> rows,
                                                         bool add) = 0;
  // The same with one.
  StoreResult<bool> change_opt_table(OptTable table, const std::string& row, bool add) {
    const auto changed = change_opt_rows(table, {&row, 1}, add);
    if (!changed) return tl::unexpected(changed.error());
    return changed->front();
  }
  // A number that differs when any opt table has changed since: as expectations_version() has it.
  virtual StoreResult<std::int64_t> opt_tables_version() = 0;

  // Merges the rows (each of other names) in one transaction by the rule of merge_into(). A row
  // that the store cannot take is an error of kind data, and none is stored.
  virtual StoreResult<void> merge_expectations(std::span<const Expectation> rows) = 0;
  // Calls `row` with at most `limit` rows, in the byte order of recipient and sender, beginning
  // with the first behind those of `after` (empty names for the first of all).
  virtual StoreResult<void> read_expectations(
      const Expectation& after, std::size_t limit,
      const std::function<void(const Expectation&)>& row) = 0;
  // The row of exactly these names.
  virtual StoreResult<std::optional<Expectation>> find_expectation(const std::string& recipient,
                                                                   const std::string& sender) = 0;
  // A number that differs when any row has changed since, or was lost; cheap enough for once a
  // second. The steps differ, so that a store that has lost some does not come to a number again.
  virtual StoreResult<std::int64_t> expectations_version() = 0;
  // Deletes the rows that were kept until before this time.
  virtual StoreResult<void> forget_expectations(UnixTime kept_until) = 0;
};

}  // namespace greycache
