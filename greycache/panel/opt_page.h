// "opt", page: rows of the opt tables of one choice.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"
#include "greycache/policy/lists/opt_method.h"
#include "greycache/policy/lists/opt_row.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

// What the argument "choice" says: in or out.
tl::expected<OptChoice, Fault> opt_choice_of(const Question& question);

// Why rows of that choice change nothing, as a sentence; empty where they count.
std::string opt_note(OptChoice choice, OptMethod optmethod);

// Domains first, then addresses, each in byte order; read for a bounded time. An account with a
// domain sees the row of the domain and those of its addresses.
class OptPage {
 public:
  static constexpr std::chrono::milliseconds kTime{70};
  // A page without a row tells nobody anything: a store that is slow has longer for the first one.
  static constexpr std::chrono::milliseconds kTimeForNothing{400};

  static tl::expected<OptPage, Fault> of(const Question& question);

  void set(OptMethod optmethod) { optmethod_ = optmethod; }

  // {"rows":[TEXT...],"next":TEXT or null,"note":see opt_note(), or null}. On a worker's thread.
  Answer answer(PersistentStore& store);

 private:
  bool wants(std::string_view row) const;
  StoreResult<void> read_some(PersistentStore& store);

  Question question_;
  OptChoice choice_ = OptChoice::in;
  OptMethod optmethod_ = OptMethod::none;
  std::string text_;
  std::size_t limit_ = 0;
  bool of_domains_ = true;  // which of the two tables
  std::string after_;
  bool done_ = false;
  std::vector<std::string> found_;
  bool more_ = false;  // than fit the page
};

}  // namespace greycache
