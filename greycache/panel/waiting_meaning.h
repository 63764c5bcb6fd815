// What the words of a filter mean: of waiting entries by themselves, and of mails in the history.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/history/history_query.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/rules.h"

namespace greycache {

struct WaitingMeaning {
  using Means = std::function<bool(const Fact&)>;

  // An entry must be all of the first, and one of the second or of a mail that is looked for.
  std::vector<Means> needed;
  std::vector<Means> means;
  // One of these is held by each entry that is meant but for those of mails; none: any may be.
  std::vector<std::string> texts;
  // The whole sender, as the history has him: his organisation's entry does not tell all of him.
  std::optional<std::string> sender;
  // Which rows of the history are of such mails.
  std::optional<HistoryQuery> mails;

  bool may_be(const Fact& entry) const;  // but for mails
};

// Of words that are neither empty nor a reference. An address stands for its entries, those of its
// network and those of its mails; a network, and the beginning of one, for the sources in it and
// the mails of clients in it; an address of a sender for his entries, however they are cut; "<>"
// for the null sender; pieces of a line of a log (PastedPieces) for what is all of them. Everything
// is a part of a source, a sender or a recipient besides, or of a client's name or a sender of the
// mails: entries of an organisation have neither.
WaitingMeaning waiting_meaning(std::string_view words, const Rules& rules);

}  // namespace greycache
