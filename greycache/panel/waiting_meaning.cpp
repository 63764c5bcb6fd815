// One form after the other, the most certain first.
#include "greycache/panel/waiting_meaning.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/maillog/typed_mail.h"
#include "greycache/panel/entry_names.h"
#include "greycache/panel/pasted_pieces.h"
#include "greycache/policy/keys.h"
#include "greycache/policy/sender_names.h"
#include "greycache/policy/source.h"
#include "greycache/store/waiting_search.h"

namespace greycache {

namespace {

using Means = WaitingMeaning::Means;

std::string common_begin(std::string_view one, std::string_view other) {
  const auto [end, rest] = std::ranges::mismatch(one, other);
  return {one.begin(), end};
}

// Nothing of it in an entry means that all may be.
std::vector<std::string> unless_empty(std::string text) {
  if (text.empty()) return {};
  return {std::move(text)};
}

// As "[192.0.2.1]" and "<bob@y.example>" stand in mails.
std::string_view between(std::string_view words, char begin, char end) {
  const bool are_there = words.size() > 2 && words.front() == begin && words.back() == end;
  return are_there ? words.substr(1, words.size() - 2) : words;
}

// As the stores have it.
Means holding(const std::string& text) {
  WaitingSearch search;
  search.texts = {text};
  return [search = std::move(search)](const Fact& entry) { return search.wants(entry); };
}

Means of_sender(SenderNames names) {
  return [names = std::move(names)](const Fact& entry) {
    return entry.sender_name == names.name && is_domain_of(entry.sender_domain, names.domain);
  };
}

bool is_in(const Network& network, const std::string& src) {
  if (const auto address = IpAddress::parse(src)) return network.contains(*address);
  // "192.0.2", the source of a network.
  if (const auto begin = IpAddress::parse(src + ".0")) return network.contains(*begin);
  const auto source = Network::parse(src);
  return source && source->text() == network.text();
}

HistoryQuery mails_with(std::string part) {
  HistoryQuery query;
  query.part = std::move(part);
  return query;
}

WaitingMeaning of_address(const IpAddress& address, std::string_view words, const Rules& rules) {
  const std::string alone = source_of_client(address, words, true, rules.ipv6_prefix);
  const std::string network = source_of_client(address, words, false, rules.ipv6_prefix);
  WaitingMeaning meaning;
  meaning.texts = unless_empty(common_begin(alone, network));
  meaning.means = {
      [alone, network](const Fact& entry) { return entry.src == alone || entry.src == network; }};
  meaning.mails.emplace().client_address = key_part(address.text(), kHistoryNameLimit);
  return meaning;
}

// What the sources in a network hold: those of IPv4 have three bytes at least.
std::string text_of(const Network& network) {
  if (!network.address.is_ipv4())
    return begin_of_addresses({network.address, network.prefix - network.prefix % 16});
  const auto bytes = static_cast<std::size_t>(std::min(network.prefix, kBitsOfIpv4Source) / 8);
  return bytes == 0 ? std::string() : network.address.dotted_octets(bytes);
}

// A client of an organisation is known by its network: the history finds that sooner.
std::string source_around(const Network& network, const Rules& rules) {
  const int bits = network.address.is_ipv4() ? kBitsOfIpv4Source : rules.ipv6_prefix;
  if (network.prefix < bits) return {};
  return source_of_client(network.address, network.address.text(), false, rules.ipv6_prefix);
}

WaitingMeaning of_network(const Network& network, const Rules& rules) {
  WaitingMeaning meaning;
  meaning.texts = unless_empty(text_of(network));
  meaning.means = {[network](const Fact& entry) { return is_in(network, entry.src); }};
  HistoryQuery& mails = meaning.mails.emplace();
  mails.client_network = network;
  mails.client = source_around(network, rules);
  return meaning;
}

bool is_part_of_address(std::string_view words) {
  const bool is_ipv6 = words.find(':') != words.npos;
  return (is_ipv6 || words.find('.') != words.npos) &&
         words.find_first_not_of(is_ipv6 ? "0123456789abcdefABCDEF:" : "0123456789.") == words.npos;
}

// "192.0.2." stands for the source "192.0.2", too.
WaitingMeaning of_part_of_address(const std::string& words) {
  WaitingMeaning meaning;
  const bool ends = words.ends_with('.');
  meaning.texts = {ends ? words.substr(0, words.size() - 1) : words};
  meaning.means = {ends
                       ? [words](const Fact& entry) { return (entry.src + '.').starts_with(words); }
                       : holding(words)};
  meaning.mails.emplace().address_begin = words;
  return meaning;
}

WaitingMeaning of_null_sender() {
  WaitingMeaning meaning;
  meaning.texts = {std::string(kUndefined)};
  meaning.means = {[](const Fact& entry) { return entry.sender_name == kUndefined; }};
  return meaning;
}

// `address` of a sender or a recipient, or a part of one; `written` has the quotes that some mail
// server has left there.
WaitingMeaning of_party(const std::string& address, const std::string& written) {
  if (address.empty()) return of_null_sender();
  WaitingMeaning meaning;
  std::string text = percent_encoded(address);
  meaning.mails = mails_with(text);
  meaning.means = {holding(text)};
  if (written != address) {
    meaning.means.push_back(holding(percent_encoded(written)));
    text.clear();
  }
  const std::size_t at = address.rfind('@');
  if (at != std::string::npos && at > 0 && at + 1 < address.size()) {
    SenderNames names = sender_names(address, {});
    text = common_begin(text, names.name);
    meaning.means.push_back(of_sender(std::move(names)));
  }
  meaning.texts = unless_empty(std::move(text));
  return meaning;
}

WaitingMeaning of_words(const std::string& words) {
  WaitingMeaning meaning;
  const std::string text = percent_encoded(words);
  meaning.texts = {text};
  meaning.means = {holding(text)};
  meaning.mails = mails_with(text);
  return meaning;
}

// A whole address: nothing else is a part of it.
Means of_whole_sender(const std::string& address) {
  if (address.empty()) return of_null_sender().means.front();
  return of_sender(sender_names(address, {}));
}

WaitingMeaning of_pieces(const PastedPieces& pieces, const Rules& rules) {
  WaitingMeaning meaning;
  const auto address = IpAddress::parse(pieces.client_address);
  if (address) meaning = of_address(*address, pieces.client_address, rules);
  if (pieces.sender) {
    const std::string sender = lower_ascii(*pieces.sender);
    meaning.needed.push_back(of_whole_sender(sender));
    meaning.sender = sender.empty() ? "" : key_part(sender, kHistoryNameLimit);
  }
  if (pieces.recipient) {
    const std::string rcpt = key_part(lower_ascii(*pieces.recipient), kRcptLimit);
    meaning.needed.push_back([rcpt](const Fact& entry) { return entry.rcpt == rcpt; });
    meaning.texts = {rcpt};
  }
  if (!address) meaning.means = {[](const Fact&) { return true; }};
  return meaning;
}

}  // namespace

bool WaitingMeaning::may_be(const Fact& entry) const {
  return std::ranges::any_of(means, [&](const Means& mean) { return mean(entry); });
}

WaitingMeaning waiting_meaning(std::string_view words, const Rules& rules) {
  if (const auto pieces = pasted_pieces(words)) return of_pieces(*pieces, rules);
  const std::string_view plain = without_ipv6_tag(between(words, '[', ']'));
  if (const auto address = IpAddress::parse(plain)) return of_address(*address, plain, rules);
  if (plain.find('/') != std::string_view::npos) {
    if (const auto network = Network::parse(plain)) return of_network(*network, rules);
  }
  if (is_part_of_address(plain)) return of_part_of_address(lower_ascii(plain));
  const bool is_named = plain.find('<') > 0 && plain.ends_with('>');
  if (const auto address = is_named ? address_among_words(plain) : std::nullopt) {
    return of_party(lower_ascii(*address), lower_ascii(*address));
  }
  if (const auto party = written_party(plain); party && party->rest.empty()) {
    return of_party(lower_ascii(party->address), lower_ascii(between(plain, '<', '>')));
  }
  return of_words(lower_ascii(plain));
}

}  // namespace greycache
