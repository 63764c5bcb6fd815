// Where the next page of what waits begins, as text for who asks for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "greycache/panel/mail_search.h"
#include "greycache/store/waiting_search.h"

namespace greycache {

struct PlaceOfWaiting {
  WaitingPlace entries;
  // The piece of the history whose mails the entries are looked for of, and where the next begins:
  // pages of one piece may look at more or less of it, of which the least counts.
  MailSearchPlace mails;
  MailSearchPlace next_mails;

  void looked_for_mails_to(const MailSearchPlace& reached) {
    if (next_mails.begins() || next_mails.is_behind(reached)) next_mails = reached;
  }
  bool is_all_searched() const { return next_mails.history.done; }
  bool is_over() const { return entries.done && is_all_searched(); }
};

std::string waiting_place(const PlaceOfWaiting& place);

// The first page of all where the text is empty; nothing for what is no such text.
std::optional<PlaceOfWaiting> parse_waiting_place(std::string_view text);

}  // namespace greycache
