// Words that may be a reference are one only where the history knows it.
#include "greycache/panel/waiting_filter.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/source.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kTimeOfReference{20};

std::string common_begin(std::string_view one, std::string_view other) {
  const auto [end, rest] = std::ranges::mismatch(one, other);
  return {one.begin(), end};
}

std::optional<HistoryRow> mail_of_reference(std::string_view written, HistoryStore* history) {
  const auto reference = parse_reference(written);
  if (!reference || history == nullptr) return std::nullopt;
  HistoryQuery query;
  query.references = {*reference};
  query.one_of_each = true;
  query.time = kTimeOfReference;
  HistoryPlace place;
  const auto rows = history->find(query, place, 1);
  if (!rows || rows->empty()) return std::nullopt;
  return rows->front();
}

}  // namespace

WaitingFilter WaitingFilter::of(std::string_view written, const Rules& rules,
                                HistoryStore* history) {
  WaitingFilter filter;
  const std::string_view words = trimmed(written);
  if (const auto address = IpAddress::parse(words)) {
    filter.address_ = source_of_client(*address, words, true, rules.ipv6_prefix);
    filter.network_ = source_of_client(*address, words, false, rules.ipv6_prefix);
    filter.text_ = common_begin(filter.address_, filter.network_);
  } else if (auto mail = mail_of_reference(words, history)) {
    filter.text_ = mail->recipient;
    filter.mail_ = *std::move(mail);
  } else {
    filter.text_ = percent_encoded(lower_ascii(words));
  }
  return filter;
}

bool WaitingFilter::keeps(const Fact& entry) const {
  if (!address_.empty()) return entry.src == address_ || entry.src == network_;
  return mail_.reference.empty() || is_of_mail(entry);
}

bool WaitingFilter::is_of_mail(const Fact& entry) const {
  if (entry.rcpt != mail_.recipient) return false;
  const auto unit = unit_of(entry.src);
  return unit ? unit->organisation == mail_.organisation : entry.src == mail_.src;
}

}  // namespace greycache
