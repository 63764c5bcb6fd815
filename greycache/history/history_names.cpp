// Names out of rows, and out of questions.
#include "greycache/history/history_names.h"

#include <cstddef>
#include <optional>
#include <string>

namespace greycache {

namespace {

constexpr std::size_t column_of(std::string HistoryRow::*text) {
  std::size_t column = 0;
  while (kHistoryColumns[column].text != text) ++column;
  return column;
}

// "@domain", or nothing.
std::string_view domain_in(std::string_view party) {
  const std::size_t at = party.rfind('@');
  return at == party.npos ? std::string_view() : party.substr(at);
}

// What ends with "@domain" has the same domain. The null sender is in no summary.
void add_party(std::vector<WantedNames>& wanted, const std::optional<std::string>& party) {
  if (!party || party->empty()) return;
  wanted.push_back({party->starts_with('@') ? domain_in(*party) : std::string_view(*party)});
}

}  // namespace

std::array<std::string_view, 9> names_in(const HistoryTexts& texts) {
  constexpr std::size_t kSender = column_of(&HistoryRow::sender);
  constexpr std::size_t kRecipient = column_of(&HistoryRow::recipient);
  return {texts[column_of(&HistoryRow::reference)],
          texts[column_of(&HistoryRow::client_address)],
          texts[column_of(&HistoryRow::client_name)],
          texts[column_of(&HistoryRow::src)],
          texts[column_of(&HistoryRow::organisation)],
          texts[kSender],
          domain_in(texts[kSender]),
          texts[kRecipient],
          domain_in(texts[kRecipient])};
}

std::vector<WantedNames> wanted_names(const HistoryQuery& query) {
  std::vector<WantedNames> wanted;
  for (const auto* party : {&query.sender, &query.recipient, &query.party}) {
    add_party(wanted, *party);
  }
  if (!query.client_address.empty()) wanted.push_back({query.client_address});
  if (!query.client.empty()) {
    wanted.push_back({query.client});
    if (!query.client_organisation.empty()) wanted.back().push_back(query.client_organisation);
  }
  return wanted;
}

}  // namespace greycache
