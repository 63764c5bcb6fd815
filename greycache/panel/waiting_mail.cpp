// By the names of their entries.
#include "greycache/panel/waiting_mail.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string_view>
#include <tuple>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/panel/entry_names.h"
#include "greycache/policy/decide.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/sender_names.h"
#include "greycache/policy/waiting.h"

namespace greycache {

namespace {

bool made_together(const Fact& unit, const Fact& narrow) {
  return unit.first_seen == narrow.first_seen && unit.sender_name == narrow.sender_name &&
         unit.rcpt == narrow.rcpt && is_domain_of(unit.sender_domain, narrow.sender_domain);
}

WaitingMail mail_of(const Fact& entry) {
  WaitingMail mail;
  mail.entry = entry;
  const auto unit = unit_of(entry.src);
  if (unit) mail.organisation = unit->organisation;
  if (!unit) mail.client = entry.src;
  mail.reference = reference_of(unit ? unit->organisation : entry.src, keys_of(entry));
  return mail;
}

bool is_of_passing(std::string_view outcome) {
  for (int i = 0; i <= static_cast<int>(Outcome::in_doubt); ++i) {
    const auto one = static_cast<Outcome>(i);
    if (outcome == outcome_name(one)) return passes(one);
  }
  return false;
}

bool is_of_sender(const HistoryRow& row, const WaitingMail& mail) {
  if (!cut_name(row.sender).empty()) return true;
  const SenderNames names = sender_names(name_of_part(row.sender), name_of_part(row.recipient));
  return names.name == mail.entry.sender_name &&
         is_domain_of(mail.entry.sender_domain, names.domain);
}

bool is_of_client(const HistoryRow& row, const WaitingMail& mail) {
  if (!mail.client.empty() && row.src != mail.client) return false;
  return mail.organisation.empty() || is_organisation_of(mail.organisation, row.organisation);
}

bool is_first_attempt_of(const HistoryRow& row, const WaitingMail& mail) {
  return std::abs(row.at - mail.entry.first_seen) <= 1 && !row.reference.empty() &&
         row.recipient == mail.entry.rcpt && is_of_client(row, mail) && is_of_sender(row, mail);
}

void take_history(const HistoryRow& row, WaitingMail& mail) {
  mail.client = row.client_address;
  mail.client_name = row.client_name;
  mail.organisation = row.organisation;
  mail.reference = row.reference;
  mail.remembered = true;
  mail.sender = row.sender;
  mail.passed = is_of_passing(row.outcome);
}

bool is_null_sender(const Fact& entry) {
  return entry.sender_name == kUndefined && entry.sender_domain == kUndefined;
}

std::string sender_of(const WaitingMail& mail) {
  if (mail.remembered) return name_of_part(mail.sender);
  const Fact& entry = mail.entry;
  if (is_null_sender(entry)) return {};
  return name_of_part(entry.sender_name) + "@" + name_of_part(entry.sender_domain);
}

void join(WaitingMail& mail, const Fact& narrow) {
  mail.client = narrow.src;
  mail.entry.sender_domain = narrow.sender_domain;
  mail.reference = reference_of(mail.organisation, keys_of(narrow));
}

// Of an entry that lives as long as these.
using MailNames = std::tuple<std::string_view, std::string_view, UnixTime>;
MailNames names_of_mail(const Fact& entry) {
  return {entry.sender_name, entry.rcpt, entry.first_seen};
}

}  // namespace

std::vector<WaitingMail> mails_of_entries(const std::vector<Fact>& entries) {
  std::multimap<MailNames, const Fact*> narrow;
  for (const Fact& entry : entries) {
    if (!unit_of(entry.src)) {
      narrow.emplace(names_of_mail(entry), &entry);
    }
  }
  std::vector<WaitingMail> mails;
  std::vector<const Fact*> joined;
  for (const Fact& entry : entries) {
    mails.push_back(mail_of(entry));
    if (mails.back().organisation.empty()) continue;
    const auto [first, last] = narrow.equal_range(names_of_mail(entry));
    for (auto other = first; other != last; ++other) {
      if (!made_together(entry, *other->second)) continue;
      join(mails.back(), *other->second);
      joined.push_back(other->second);
    }
  }
  std::erase_if(mails, [&](const WaitingMail& mail) {
    return mail.organisation.empty() &&
           std::ranges::any_of(joined, [&](const Fact* fact) { return *fact == mail.entry; });
  });
  return mails;
}

void add_history(const std::vector<HistoryRow>& rows, std::vector<WaitingMail>& mails) {
  std::map<std::string_view, const HistoryRow*> by_reference;
  for (const HistoryRow& row : rows) by_reference.emplace(row.reference, &row);
  for (WaitingMail& mail : mails) {
    const auto found = by_reference.find(mail.reference);
    if (found == by_reference.end()) continue;
    take_history(*found->second, mail);
  }
}

void add_first_attempt(const std::vector<HistoryRow>& rows, WaitingMail& mail) {
  const HistoryRow* found = nullptr;
  for (const HistoryRow& row : rows) {
    if (!is_first_attempt_of(row, mail)) continue;
    if (found != nullptr && found->reference != row.reference) return;
    found = &row;
  }
  if (found != nullptr) take_history(*found, mail);
}

std::optional<Envelope> envelope_of(const WaitingMail& mail) {
  const Fact& entry = mail.entry;
  const bool is_own =
      mail.remembered
          ? is_whole_name(mail.sender)
          : is_null_sender(entry) || (!mail.client.empty() && is_whole_name(entry.sender_name) &&
                                      is_whole_name(entry.sender_domain));
  if (!is_own || !is_whole_name(entry.rcpt)) return std::nullopt;
  return Envelope{sender_of(mail), name_of_part(entry.rcpt)};
}

std::string mail_json(const WaitingMail& mail, const Rules& rules) {
  const Fact& entry = mail.entry;
  return JsonObject()
      .add_text_or_null("client", name_of_part(mail.client))
      .add_text_or_null("client_name", name_of_part(mail.client_name))
      .add_text_or_null("organisation", name_of_part(mail.organisation))
      .add_text("sender", sender_of(mail))
      .add_text("recipient", name_of_part(entry.rcpt))
      .add_bool("named", envelope_of(mail).has_value())
      .add_number("since", entry.first_seen)
      .add_number("may_pass_at", entry.first_seen + rules.reconnect_delay)
      .add_bool("let_through", !mail.passes_because.empty())
      .add_text_or_null("because", mail.passes_because)
      .add_text_or_null("reference", mail.remembered ? mail.reference : "")
      .text();
}

}  // namespace greycache
