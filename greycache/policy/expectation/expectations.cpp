// Looks up the names that a row may have for an address: itself, its domain, those above it.
#include "greycache/policy/expectation/expectations.h"

#include <algorithm>
#include <utility>

#include "greycache/policy/expectation/allowed_client.h"

namespace greycache {

namespace {

constexpr std::string_view kNullSender = "<>";

// No domain that mail goes to has more; a stranger's may.
constexpr int kMostParents = 16;

// Calls `found` with each name that a row for this address may have, until one is taken: the
// address, "@" and its domain, "@" and each domain above.
template <typename Found>
const Expectation* first_of(std::string_view address, const Found& found) {
  if (const Expectation* row = found(address)) return row;
  // A dot at the end of a domain means nothing.
  if (address.ends_with('.')) {
    address.remove_suffix(1);
    if (const Expectation* row = found(address)) return row;
  }
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return nullptr;
  std::string_view domain = address.substr(at + 1);
  std::string name;
  for (int parents = 0; parents < kMostParents && !domain.empty(); ++parents) {
    name.assign("@").append(domain);
    if (const Expectation* row = found(std::string_view(name))) return row;
    const std::size_t dot = domain.find('.');
    domain = dot == std::string_view::npos ? std::string_view() : domain.substr(dot + 1);
  }
  return nullptr;
}

bool is_newer(const Expectation& row, const Expectation* other) {
  if (other == nullptr) return true;
  Expectation merged = *other;
  merge_into(merged, row);
  return merged != *other;
}

}  // namespace

bool Expectations::merge(const Expectation& row) {
  if (find(row.recipient, row.sender) == nullptr && size_ >= kMostExpectations) return false;
  const auto [place, added] = by_recipient_[row.recipient].try_emplace(row.sender, row);
  if (added) {
    ++size_;
  } else {
    merge_into(place->second, row);
  }
  note_forgotten(place->second);
  return true;
}

void Expectations::note_forgotten(const Expectation& row) {
  const auto name = forgotten_name_of(row);
  if (!name) return;
  forgotten_.remove(*name);
  if (forgets(row)) forgotten_.add(*name, row.until);
}

const Expectation* Expectations::match(std::string_view sender, std::string_view recipient,
                                       UnixTime now) const {
  if (by_recipient_.empty()) return nullptr;
  const auto row_of = [&](std::string_view name) -> const Expectation* {
    const auto rows = by_recipient_.find(name);
    return rows == by_recipient_.end() ? nullptr : match_sender(rows->second, sender, now);
  };
  if (const Expectation* row = first_of(recipient, row_of)) return row;
  return row_of(kEverybody);
}

const Expectation* Expectations::match_client(std::string_view client_address,
                                              std::string_view client_name, UnixTime now) const {
  const auto rows = by_recipient_.find(kAllowedClient);
  if (rows == by_recipient_.end()) return nullptr;
  const Expectation* match = nullptr;
  each_name_of_client(client_address, client_name, [&](std::string_view name) {
    const auto row = rows->second.find(name);
    if (row != rows->second.end() && counts(row->second, now)) match = &row->second;
    return match != nullptr;
  });
  return match;
}

const Expectation* Expectations::match_sender(const BySender& rows, std::string_view sender,
                                              UnixTime now) {
  const auto row_of = [&](std::string_view name) -> const Expectation* {
    const auto row = rows.find(name);
    return row != rows.end() && counts(row->second, now) ? &row->second : nullptr;
  };
  if (const Expectation* anybody = row_of("")) return anybody;
  return sender.empty() ? row_of(kNullSender) : first_of(sender, row_of);
}

const Expectation* Expectations::find(std::string_view recipient, std::string_view sender) const {
  const auto rows = by_recipient_.find(recipient);
  if (rows == by_recipient_.end()) return nullptr;
  const auto row = rows->second.find(sender);
  return row == rows->second.end() ? nullptr : &row->second;
}

void Expectations::each(const std::function<void(const Expectation&)>& row) const {
  for (const auto& [recipient, rows] : by_recipient_) {
    for (const auto& [sender, expectation] : rows) row(expectation);
  }
}

std::vector<const Expectation*> Expectations::counting(std::string_view after_recipient,
                                                       std::string_view after_sender,
                                                       std::size_t limit, UnixTime now) const {
  const auto names = [](const Expectation& row) {
    return std::pair<std::string_view, std::string_view>(row.recipient, row.sender);
  };
  const std::pair after(after_recipient, after_sender);
  std::vector<const Expectation*> rows;
  each([&](const Expectation& row) {
    if (counts(row, now) && names(row) > after) rows.push_back(&row);
  });
  const auto before = [&](const Expectation* a, const Expectation* b) {
    return names(*a) < names(*b);
  };
  const std::size_t kept = std::min(limit, rows.size());
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end(),
                    before);
  rows.resize(kept);
  return rows;
}

std::vector<Expectation> Expectations::missing_in(const Expectations& other, UnixTime now) const {
  std::vector<Expectation> missing;
  each([&](const Expectation& row) {
    if (row.kept_until <= now || lies_ahead(row, now)) return;
    if (is_newer(row, other.find(row.recipient, row.sender))) missing.push_back(row);
  });
  return missing;
}

}  // namespace greycache
