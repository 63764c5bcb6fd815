// By their recipients, of whom each entry has the whole name or the same cut one.
#include "greycache/panel/remembered_mails.h"

#include <algorithm>
#include <set>
#include <utility>

#include "greycache/panel/entry_names.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/sender_names.h"

namespace greycache {

namespace {

// A store looks for each of them in every entry.
constexpr std::size_t kMostTexts = 8;

// As it stands in the source of an entry, as far as that is not cut.
std::string organisation_in_source(const std::string& organisation) {
  const std::string part = key_part(name_of_part(organisation), kOrganisationLimit);
  return cut_name(part).empty() ? part : std::string(cut_name(part));
}

std::vector<std::string> unless_many(const std::set<std::string>& texts) {
  if (texts.size() > kMostTexts) return {};
  return {texts.begin(), texts.end()};
}

}  // namespace

void RememberedMails::add(const HistoryRow& row) {
  Mail mail{row.src, row.organisation, {}, {}};
  if (cut_name(row.sender).empty()) {
    SenderNames names = sender_names(name_of_part(row.sender), {});
    mail.name = std::move(names.name);
    mail.domain = std::move(names.domain);
  }
  by_recipient_.emplace(row.recipient, std::move(mail));
}

bool RememberedMails::is_of(const Fact& entry, const Mail& mail) {
  const auto unit = unit_of(entry.src);
  const bool of_client =
      unit ? is_organisation_of(unit->organisation, mail.organisation) : entry.src == mail.src;
  return of_client && (mail.name.empty() || (entry.sender_name == mail.name &&
                                             is_domain_of(entry.sender_domain, mail.domain)));
}

bool RememberedMails::has(const Fact& entry) const {
  const auto [first, last] = by_recipient_.equal_range(entry.rcpt);
  return std::any_of(first, last, [&](const auto& mail) { return is_of(entry, mail.second); });
}

std::vector<std::string> RememberedMails::texts() const {
  std::set<std::string> clients;
  std::set<std::string> recipients;
  for (const auto& [recipient, mail] : by_recipient_) {
    recipients.insert(recipient);
    clients.insert(mail.src);
    if (!mail.organisation.empty()) clients.insert(organisation_in_source(mail.organisation));
  }
  auto texts = unless_many(clients);
  return texts.empty() ? unless_many(recipients) : texts;
}

}  // namespace greycache
