// Words that may be a reference are one only where the history knows it.
#include "greycache/panel/waiting_filter.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/panel/entry_names.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/sender_names.h"
#include "greycache/policy/source.h"

namespace greycache {

namespace {

using Mails = std::vector<HistoryRow>;

constexpr std::chrono::milliseconds kTimeOfMails{20};
constexpr std::size_t kMostMails = 500;

std::string common_begin(std::string_view one, std::string_view other) {
  const auto [end, rest] = std::ranges::mismatch(one, other);
  return {one.begin(), end};
}

// As "[192.0.2.1]" and "<bob@y.example>" stand in mails.
std::string_view between(std::string_view words, char begin, char end) {
  const bool are_there = words.size() > 2 && words.front() == begin && words.back() == end;
  return are_there ? words.substr(1, words.size() - 2) : words;
}

Mails mails_of(HistoryQuery query, std::size_t most, HistoryStore* history) {
  if (history == nullptr) return {};
  query.time = kTimeOfMails;
  HistoryPlace place;
  auto rows = history->find(query, place, most);
  return rows ? std::move(*rows) : Mails();
}

// One at most.
Mails mails_of_reference(std::string_view written, HistoryStore* history) {
  const auto reference = parse_reference(written);
  if (!reference) return {};
  HistoryQuery query;
  query.references = {*reference};
  query.one_of_each = true;
  return mails_of(std::move(query), 1, history);
}

bool is_of_mail(const Fact& entry, const HistoryRow& mail) {
  if (entry.rcpt != mail.recipient) return false;
  const auto unit = unit_of(entry.src);
  if (!unit) return entry.src == mail.src;
  return is_organisation_of(unit->organisation, mail.organisation);
}

std::function<bool(const Fact&)> of_one_of(Mails mails) {
  return [all = std::make_shared<const Mails>(std::move(mails))](const Fact& entry) {
    return std::ranges::any_of(*all,
                               [&](const HistoryRow& mail) { return is_of_mail(entry, mail); });
  };
}

// What the sources of all of them hold, where that is known.
std::string organisation_of(const Mails& mails) {
  const std::string& first = mails.front().organisation;
  const bool same = std::ranges::all_of(
      mails, [&](const HistoryRow& mail) { return mail.organisation == first; });
  if (!same) return {};
  const std::string part = key_part(name_of_part(first), kOrganisationLimit);
  return cut_name(part).empty() ? part : std::string(cut_name(part));
}

bool holds(const Fact& entry, const std::string& text) {
  return entry.src.find(text) != std::string::npos || entry.rcpt.find(text) != std::string::npos ||
         (entry.sender_name + "@" + entry.sender_domain).find(text) != std::string::npos;
}

std::function<bool(const Fact&)> holding(const std::string& text) {
  return [text](const Fact& entry) { return holds(entry, text); };
}

bool is_in(const Network& network, const std::string& src) {
  if (const auto address = IpAddress::parse(src)) return network.contains(*address);
  // "192.0.2", the source of a network.
  if (const auto begin = IpAddress::parse(src + ".0")) return network.contains(*begin);
  const auto source = Network::parse(src);
  return source && source->text() == network.text();
}

std::function<bool(const Fact&)> of_sender(SenderNames names) {
  return [names = std::move(names)](const Fact& entry) {
    return entry.sender_name == names.name && is_domain_of(entry.sender_domain, names.domain);
  };
}

bool is_part_of_address(std::string_view words) {
  return words.ends_with('.') && words.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

WaitingFilter WaitingFilter::of(std::string_view written, const Rules& rules, UnixTime now,
                                HistoryStore* history) {
  WaitingFilter filter;
  const std::string_view words = between(trimmed(written), '[', ']');
  if (words.empty()) return filter;
  const UnixTime since = now - rules.max_connect_age;
  if (const auto address = IpAddress::parse(words)) {
    filter.mean_address(*address, words, rules, since, history);
  } else if (const auto network = Network::parse(words);
             network && words.find('/') != std::string_view::npos) {
    filter.means_ = {[network = *network](const Fact& entry) { return is_in(network, entry.src); }};
  } else if (auto mails = mails_of_reference(words, history); !mails.empty()) {
    filter.text_ = mails.front().recipient;
    filter.means_ = {of_one_of(std::move(mails))};
  } else if (const auto party = written_party(words); party && party->rest.empty()) {
    filter.mean_party(lower_ascii(party->address), lower_ascii(between(words, '<', '>')));
  } else {
    filter.mean_words(lower_ascii(words), since, history);
  }
  return filter;
}

void WaitingFilter::mean_address(const IpAddress& address, std::string_view words,
                                 const Rules& rules, UnixTime since, HistoryStore* history) {
  const std::string alone = source_of_client(address, words, true, rules.ipv6_prefix);
  const std::string network = source_of_client(address, words, false, rules.ipv6_prefix);
  text_ = common_begin(alone, network);
  means_ = {
      [alone, network](const Fact& entry) { return entry.src == alone || entry.src == network; }};
  HistoryQuery query;
  query.client_address = key_part(address.text(), kHistoryNameLimit);
  query.since = since;
  Mails mails = mails_of(std::move(query), kMostMails, history);
  if (mails.empty()) return;
  text_ = organisation_of(mails);
  means_.push_back(of_one_of(std::move(mails)));
}

void WaitingFilter::mean_party(const std::string& address, const std::string& written) {
  if (address.empty()) {
    text_ = kUndefined;
    means_ = {[](const Fact& entry) { return entry.sender_name == kUndefined; }};
    return;
  }
  text_ = percent_encoded(address);
  means_ = {holding(text_)};
  // Quotes that some mail server has left there.
  if (written != address) {
    means_.push_back(holding(percent_encoded(written)));
    text_.clear();
  }
  const std::size_t at = address.rfind('@');
  if (at == std::string::npos || at == 0 || at + 1 == address.size()) return;
  SenderNames names = sender_names(address, {});
  text_ = common_begin(text_, names.name);
  means_.push_back(of_sender(std::move(names)));
}

void WaitingFilter::mean_words(const std::string& words, UnixTime since, HistoryStore* history) {
  text_ = percent_encoded(words);
  if (is_part_of_address(words)) {
    text_.pop_back();
    means_ = {[words](const Fact& entry) { return (entry.src + '.').starts_with(words); }};
    return;
  }
  means_ = {holding(text_)};
  if (words.find('.') == std::string::npos || words.find(' ') != std::string::npos) return;
  HistoryQuery query;
  query.client = key_part(words, kHistoryNameLimit);
  query.since = since;
  Mails mails = mails_of(std::move(query), kMostMails, history);
  // Whose sources hold the words are found without.
  if (mails.empty() || organisation_of(mails).find(text_) != std::string::npos) return;
  text_.clear();
  means_.push_back(of_one_of(std::move(mails)));
}

bool WaitingFilter::keeps(const Fact& entry) const {
  return means_.empty() ||
         std::ranges::any_of(means_, [&](const Means& mean) { return mean(entry); });
}

}  // namespace greycache
