// Which waiting entries a person means who writes what a row shows of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "greycache/history/history_store.h"
#include "greycache/panel/mail_search.h"
#include "greycache/panel/remembered_mails.h"
#include "greycache/panel/waiting_mail.h"
#include "greycache/panel/waiting_meaning.h"
#include "greycache/policy/fact.h"
#include "greycache/policy/rules.h"

namespace greycache {

// What its words mean (WaitingMeaning), or a reference the entries of its mail. The mails that the
// history knows besides are looked for piece by piece; behind the first piece only entries of the
// next one's mails are meant.
class WaitingFilter {
 public:
  // `history` may be null, and is asked for a moment, for what came since entries count, from
  // `place` on, which is moved.
  static WaitingFilter of(std::string_view written, const Rules& rules, UnixTime now,
                          HistoryStore* history, MailSearchPlace& place);

  // What a store may look for, as WaitingSearch::texts says: no entry without one is kept.
  const std::vector<std::string>& texts() const { return texts_; }
  bool keeps(const Fact& entry) const;
  // Once the history has told of the entry's mail: whether it is another one's, whom the entry
  // alone does not tell from the one that is meant.
  bool is_of_another(const WaitingMail& mail) const {
    return meaning_.sender && mail.remembered && mail.sender != *meaning_.sender;
  }
  bool keeps_none() const { return !is_all_ && !begins_ && mails_.empty(); }

 private:
  bool mean_reference(std::string_view words, HistoryStore* history);
  void look_for_mails(UnixTime since, HistoryStore* history, MailSearchPlace& place);
  void choose_texts();
  bool is_known_without(const HistoryRow& mail) const;

  bool is_all_ = true;
  bool begins_ = true;  // the first piece
  WaitingMeaning meaning_;
  RememberedMails mails_;
  std::vector<std::string> texts_;
};

}  // namespace greycache
