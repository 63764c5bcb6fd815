// A page of the entries that count.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "greycache/engine/policy_set.h"
#include "greycache/policy/fact.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// What a page is of, and where it begins: behind `after`.
struct ListPage {
  bool waiting = true;  // else: who is known
  bool json = false;
  Fact after;
  std::shared_ptr<const PolicySet> policy;
  UnixTime now = 0;

  // Nothing for what are no such words: see ListCommand.
  static std::optional<ListPage> parse(std::string_view words);

  // The answer, with its "ok" or "error". For the worker's thread.
  std::string answer(PersistentStore& store) const;
};

}  // namespace greycache
