// What a program must give to run the suite of every persistent store: persistent_store_suite.cpp
// and persistent_store_expiry_suite.cpp are compiled into it, unchanged for all stores.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "greycache/store/persistent_store.h"

namespace greycache {

// Defined by each program. A store without any entry, not yet open()ed; what an earlier one held is
// gone.
std::unique_ptr<PersistentStore> fresh_store();
// The store that fresh_store() made last, as another process would see it; not yet open()ed.
std::unique_ptr<PersistentStore> reopened_store();

// What another process asks for after this, it is told of all that was written before: a server
// that reads by the number of transactions waits for older ones that are open (autovacuum has
// some).
void wait_for_older_writers();

// The rest is for the suite and for tests of one store. They end the test case on an error.

// A fresh_store() that is open.
std::unique_ptr<PersistentStore> open_fresh_store();
// Merges and expects that it works.
void store_facts(PersistentStore& store, const std::vector<Fact>& facts);
// All facts of the sources, ordered by fact_before().
std::vector<Fact> loaded(PersistentStore& store, const std::vector<std::string>& sources,
                         const Cutoffs& cutoffs = {});
// All rows of an opt table, ordered.
std::vector<std::string> opt_rows(PersistentStore& store, OptTable table);

}  // namespace greycache

// Fails the test case with the store's own words.
#define REQUIRE_STORED(result)                                                           \
  do {                                                                                   \
    const auto& stored_result = (result);                                                \
    const std::string stored_error = stored_result ? "" : stored_result.error().message; \
    INFO(stored_error);                                                                  \
    REQUIRE(stored_result.has_value());                                                  \
  } while (false)
