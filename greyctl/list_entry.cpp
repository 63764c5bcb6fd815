// By the lists' own parsers.
#include "greyctl/list_entry.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/network_width.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr std::string_view kAddresses = "clients_ip_whitelist";
constexpr std::string_view kNames = "clients_fqdn_whitelist";
constexpr std::string_view kSenders = "senders_whitelist";

AddressEntries senders_in(std::string_view text) {
  ListComplaints complaints{std::string(kSenders)};
  return parse_address_entries(text, Addressee::sender, complaints);
}

ClientEntries clients_in(std::string_view list, std::string_view text) {
  ListComplaints complaints{std::string(list)};
  return list == kNames ? parse_client_names(text, complaints)
                        : parse_client_addresses(text, complaints);
}

std::string_view list_of(const std::string& text) {
  if (text.find('@') != std::string::npos) return kSenders;
  return Network::parse(text) ? kAddresses : kNames;
}

// An address, a domain, a network or a name, and nothing that stands for more.
bool is_one(const ListEntry& entry) {
  const ClientEntries& client = entry.client;
  const AddressNames& sender = entry.sender;
  return client.networks.size() + client.names.size() + client.domains.size() +
             sender.addresses.size() + sender.domains.size() ==
         1;
}

bool is_within(std::string_view name, std::string_view domain) {
  return name.size() > domain.size() && name.ends_with(domain) &&
         name[name.size() - domain.size() - 1] == '.';
}

// "@example.com" stands for the domains below it, too.
bool holds_sender(const AddressNames& list, const AddressNames& means) {
  const std::string& wanted =
      means.domains.empty() ? means.addresses.front() : means.domains.front();
  const std::string_view domain = std::string_view(wanted).substr(wanted.rfind('@') + 1);
  return std::ranges::find(list.addresses, wanted) != list.addresses.end() ||
         std::ranges::any_of(list.domains, [&](const std::string& each) {
           return domain == each || is_within(domain, each);
         });
}

bool holds_client(const ClientEntries& list, const ClientEntries& means) {
  if (!means.networks.empty()) {
    const Network& wanted = means.networks.front();
    return std::ranges::any_of(list.networks, [&](const Network& each) {
      return each.prefix <= wanted.prefix && each.contains(wanted.address);
    });
  }
  const bool whole_domain = !means.domains.empty();
  const std::string& wanted = whole_domain ? means.domains.front() : means.names.front();
  return std::ranges::any_of(whole_domain ? list.domains : list.names,
                             [&](const std::string& each) { return each == wanted; }) ||
         std::ranges::any_of(list.domains,
                             [&](const std::string& each) { return is_within(wanted, each); });
}

// Whether an entry of a list lets through all that the new one would; of senders whoever the client
// is.
bool holds(std::string_view text, const ListEntry& entry) {
  if (entry.list == kSenders) return holds_sender(senders_in(text).always, entry.sender);
  return holds_client(clients_in(entry.list, text), entry.client);
}

bool is_same(const AddressNames& a, const AddressNames& b) {
  return a.addresses == b.addresses && a.domains == b.domains;
}

bool says_the_same(std::string_view line, const ListEntry& entry) {
  if (entry.list == kSenders) {
    const AddressEntries senders = senders_in(line);
    return is_same(senders.always, entry.sender) || is_same(senders.of_organisation, entry.sender);
  }
  const ClientEntries clients = clients_in(entry.list, line);
  return clients.networks == entry.client.networks && clients.names == entry.client.names &&
         clients.domains == entry.client.domains;
}

}  // namespace

tl::expected<ListEntry, std::string> list_entry_of(const std::string& whom) {
  const auto nobody = tl::make_unexpected(
      fmt::format("'{}' is nobody that a list can hold: write an ADDRESS (192.0.2.1), a NETWORK "
                  "(192.0.2.0/24), a client's verified name (mail.sender.example), "
                  "'*.sender.example', or a sender (user@domain, @domain); the null sender '<>' "
                  "with --for only",
                  escaped(whom, 100)));
  const std::string text = lower_ascii(trimmed(whom));
  if (text.find_first_of("/# \t\n\r") != std::string::npos && !Network::parse(text)) return nobody;
  ListEntry entry{list_of(text), text, {}, {}};
  // A mistyped address is no name.
  const bool is_number = text.find_first_not_of("0123456789.") == std::string::npos;
  if (entry.list == kNames && is_number) return nobody;
  if (entry.list == kSenders) {
    entry.sender = senders_in(text).always;
  } else {
    entry.client = clients_in(entry.list, text);
  }
  if (!is_one(entry)) return nobody;
  return entry;
}

std::string excess_of(const ListEntry& entry, const RegistrableDomain& registrable_domain) {
  for (const Network& network : entry.client.networks) {
    if (!is_too_wide(network)) continue;
    return fmt::format(
        "'{}' would let through too much: the widest network that can be allowed is a /{}",
        escaped(entry.text), widest_prefix(network));
  }
  const bool whole_domain = !entry.client.domains.empty() || !entry.sender.domains.empty();
  return whole_domain ? excess_of_name(entry.text, registrable_domain) : std::string();
}

std::string excess_of_name(const std::string& whom, const RegistrableDomain& registrable_domain) {
  const std::size_t at = whom.rfind('@');
  // An address is one sender, whatever its domain is.
  if (at != std::string::npos && at > 0) return {};
  const std::string begin = at == 0 ? "@" : whom.starts_with("*.") ? "*." : "";
  const std::string domain = whom.substr(begin.size());
  const bool literal = domain.starts_with('[');
  if (literal || !registrable_domain(domain).empty()) return {};
  return fmt::format(
      "'{}' would let through too much: {} is a public suffix, below which anybody may have a "
      "name; the widest that can be allowed is one of these, {}NAME.{}",
      escaped(whom), escaped(domain), begin, escaped(domain));
}

std::optional<int> holding_line(std::string_view content, const ListEntry& entry) {
  if (!holds(content, entry)) return std::nullopt;
  for (const ListLine& line : list_lines(content)) {
    if (holds(line.text, entry)) return line.number;
  }
  return 0;
}

std::vector<int> equal_lines(std::string_view content, const ListEntry& entry) {
  std::vector<int> lines;
  for (const ListLine& line : list_lines(content)) {
    if (says_the_same(line.text, entry)) lines.push_back(line.number);
  }
  return lines;
}

}  // namespace greycache
