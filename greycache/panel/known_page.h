// "known": a page of who is known.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "common/json_object.h"
#include "greycache/engine/policy_set.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// Senders and domains that are auto-whitelisted, and correspondents, in the order of their tables'
// keys; read for kTime at most.
class KnownPage {
 public:
  static constexpr std::chrono::milliseconds kTime{40};

  static tl::expected<KnownPage, Fault> of(const Question& question);

  void set(std::shared_ptr<const PolicySet> policy, UnixTime now);

  // On a worker's thread; answer() is then what was found.
  StoreResult<void> read(PersistentStore& store);

  // {"rows":[...],"next":...}: rows as entry_json() has them, with the organisation (null: none)
  // and its standing. On the loop's thread.
  using StandingOf = std::function<std::string(const std::string& organisation)>;
  std::string answer(const StandingOf& standing_of) const;

 private:
  bool take(const std::vector<Fact>& facts);

  std::string text_;
  std::size_t limit_ = 0;
  Fact after_;
  bool done_ = false;
  std::shared_ptr<const PolicySet> policy_;
  UnixTime now_ = 0;
  std::vector<Fact> found_;
};

}  // namespace greycache
