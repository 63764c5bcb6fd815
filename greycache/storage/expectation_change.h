// One expectation changed in the store, by what stands there and not by what a host has read.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "greycache/policy/expectation/expectation.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// `make` gets the row of these names that stands (nullptr: none) and gives the one to be written,
// or nothing where that is right as it is. It runs on the worker's thread, perhaps more than once.
struct ExpectationChange {
  std::string recipient;
  std::string sender;
  std::function<std::optional<Expectation>(const Expectation* standing)> make;
};
struct ExpectationChanged {
  std::optional<Expectation> before;  // what stood
  std::optional<Expectation> row;     // what was written
};

// What is written is later than what stands, whatever the clocks say, and so counts. Where another
// host changes the row at the same moment and its change would count before this one, it is written
// anew. `known` is what this host has of these names, or nullptr.
StoreResult<ExpectationChanged> change_expectation(PersistentStore& store,
                                                   const ExpectationChange& change,
                                                   const Expectation* known);

}  // namespace greycache
