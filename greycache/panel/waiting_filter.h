// Which waiting entries a person means who writes a part of a name, an address or a reference.
#pragma once

#include <string>
#include <string_view>

#include "greycache/history/history_store.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/rules.h"

namespace greycache {

// An address stands for its entries and those of its network; a reference for the entries of its
// mail, as far as the history (which may be null, and is asked for a moment) knows it. Everything
// else is a part of a source, a sender or a recipient.
class WaitingFilter {
 public:
  static WaitingFilter of(std::string_view written, const Rules& rules, HistoryStore* history);

  // What a store may look for, as WaitingSearch::text says: no entry without it is kept.
  const std::string& text() const { return text_; }
  bool keeps(const Fact& entry) const;

 private:
  bool is_of_mail(const Fact& entry) const;

  std::string text_;
  std::string address_;  // empty: none was written
  std::string network_;
  HistoryRow mail_;  // its reference is empty where none was written, or is not known
};

}  // namespace greycache
