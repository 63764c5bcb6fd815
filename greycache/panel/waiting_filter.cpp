// Words that may be a reference are one only where the history knows it.
#include "greycache/panel/waiting_filter.h"

#include <algorithm>
#include <utility>

#include "common/text.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/sender_names.h"

namespace greycache {

namespace {

// What an organisation's entry has for certain of a sender's domain: the last two names in it.
std::string surely_of_organisation(std::string_view domain) {
  const std::size_t last = domain.rfind('.');
  if (last == std::string_view::npos || last == 0) return std::string(domain);
  const std::size_t before = domain.rfind('.', last - 1);
  return std::string(domain.substr(before == std::string_view::npos ? 0 : before + 1));
}

}  // namespace

WaitingFilter WaitingFilter::of(std::string_view written, const Rules& rules, UnixTime now,
                                HistoryStore* history, MailSearchPlace& place) {
  WaitingFilter filter;
  filter.begins_ = place.begins();
  const std::string_view words = trimmed(written);
  filter.is_all_ = words.empty();
  if (filter.is_all_ || filter.mean_reference(words, history)) {
    place.history.done = true;
  } else {
    filter.meaning_ = waiting_meaning(words, rules);
    filter.look_for_mails(now - rules.max_connect_age, history, place);
  }
  filter.choose_texts();
  return filter;
}

bool WaitingFilter::mean_reference(std::string_view words, HistoryStore* history) {
  const auto reference = parse_reference(words);
  if (!reference || history == nullptr) return false;
  HistoryQuery query;
  query.references = {*reference};
  query.one_of_each = true;
  MailSearchPlace place;
  for (const HistoryRow& mail : search_mails(query, place, *history, 1)) mails_.add(mail);
  return !mails_.empty();
}

void WaitingFilter::look_for_mails(UnixTime since, HistoryStore* history, MailSearchPlace& place) {
  if (history == nullptr || !meaning_.mails) {
    place.history.done = true;
    return;
  }
  HistoryQuery query = *meaning_.mails;
  query.since = since;
  for (const HistoryRow& mail : search_mails(std::move(query), place, *history)) {
    if (!is_known_without(mail)) mails_.add(mail);
  }
}

// Whether its entry is meant by what it holds itself, wherever it stands.
bool WaitingFilter::is_known_without(const HistoryRow& mail) const {
  if (!cut_name(mail.sender).empty()) return false;
  const SenderNames names = sender_names(name_of_part(mail.sender), {});
  Fact entry{FactKind::connect, mail.src, names.name, names.domain, mail.recipient, 0, 0};
  if (mail.organisation.empty()) return meaning_.may_be(entry);
  entry.src = mail.organisation + "@";
  entry.sender_domain = surely_of_organisation(names.domain);
  return meaning_.may_be(entry);
}

void WaitingFilter::choose_texts() {
  texts_ = begins_ ? meaning_.texts : std::vector<std::string>();
  if (mails_.empty()) return;
  const auto more = mails_.texts();
  const bool all = more.empty() || (begins_ && !meaning_.means.empty() && texts_.empty());
  if (all) texts_.clear();
  if (!all) texts_.insert(texts_.end(), more.begin(), more.end());
}

bool WaitingFilter::keeps(const Fact& entry) const {
  if (is_all_) return true;
  const auto is = [&](const WaitingMeaning::Means& needed) { return needed(entry); };
  if (!std::ranges::all_of(meaning_.needed, is)) return false;
  return meaning_.may_be(entry) ? begins_ : mails_.has(entry);
}

}  // namespace greycache
