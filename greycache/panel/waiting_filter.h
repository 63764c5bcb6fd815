// Which waiting entries a person means who writes what a row shows of them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/duration.h"
#include "common/ip_address.h"
#include "greycache/history/history_store.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/rules.h"

namespace greycache {

// An address stands for its entries, those of its network and those of the mails that the history
// knows of it; a client's name for such mails, too; a reference for the entries of its mail; an
// address of a sender for his entries, however they are cut; a network for the sources in it; "<>"
// for the null sender. Everything is a part of a source, a sender or a recipient besides.
class WaitingFilter {
 public:
  // `history` may be null, and is asked for a moment, for what came since entries count.
  static WaitingFilter of(std::string_view written, const Rules& rules, UnixTime now,
                          HistoryStore* history);

  // What a store may look for, as WaitingSearch::text says: no entry without it is kept.
  const std::string& text() const { return text_; }
  bool keeps(const Fact& entry) const;

 private:
  using Means = std::function<bool(const Fact&)>;

  void mean_address(const IpAddress& address, std::string_view words, const Rules& rules,
                    UnixTime since, HistoryStore* history);
  void mean_party(const std::string& address, const std::string& written);
  void mean_words(const std::string& words, UnixTime since, HistoryStore* history);

  std::string text_;
  std::vector<Means> means_;  // one of these; none: all
};

}  // namespace greycache
