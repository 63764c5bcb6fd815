// Mails of the history, and which waiting entries are theirs.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "greycache/history/history_row.h"
#include "greycache/policy/fact.h"

namespace greycache {

class RememberedMails {
 public:
  void add(const HistoryRow& row);

  bool empty() const { return by_recipient_.empty(); }
  bool has(const Fact& entry) const;
  // An entry of theirs holds one of these, as WaitingSearch::texts has it; none: there are too many
  // for that.
  std::vector<std::string> texts() const;

 private:
  struct Mail {
    std::string src;
    std::string organisation;
    // Of the sender, as entries have them; empty where he is too long to be known.
    std::string name;
    std::string domain;
  };
  static bool is_of(const Fact& entry, const Mail& mail);

  std::unordered_multimap<std::string, Mail> by_recipient_;
};

}  // namespace greycache
