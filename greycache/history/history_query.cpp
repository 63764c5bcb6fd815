// A row against a question.
#include "greycache/history/history_query.h"

#include <fmt/format.h>

#include <algorithm>

namespace greycache {

namespace {

bool one_of(const std::vector<std::string>& wanted, const std::string& text) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), text) != wanted.end();
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

bool is_in(const Network& network, const std::string& client_address) {
  const auto address = IpAddress::parse(client_address);
  return address && network.contains(*address);
}

}  // namespace

std::string begin_of_addresses(const Network& network) {
  const auto bytes = static_cast<std::size_t>(network.prefix / 8);
  const IpAddress& address = network.address;
  if (network.prefix == address.bits()) return address.text();
  if (address.is_ipv4()) return bytes == 0 ? std::string() : address.dotted_octets(bytes) + ".";
  std::string begin;
  for (std::size_t i = 0; i + 2 <= bytes; i += 2) {
    const int group = address.bytes()[i] * 256 + address.bytes()[i + 1];
    if (group == 0) break;
    begin += fmt::format("{:x}:", group);
  }
  return begin;
}

bool is_of(std::string_view wanted, std::string_view name) {
  return wanted.starts_with('@') ? name.ends_with(wanted) : name == wanted;
}

bool HistoryQuery::wants(const HistoryRow& row) const {
  return row.at >= since && row.at <= until && one_of(references, row.reference) &&
         one_of(outcomes, row.outcome) && (!sender || is_of(*sender, row.sender)) &&
         (!recipient || is_of(*recipient, row.recipient)) &&
         (!party || is_of(*party, row.sender) || is_of(*party, row.recipient)) &&
         (client_address.empty() || row.client_address == client_address) &&
         row.client_address.starts_with(address_begin) &&
         (!client_network || is_in(*client_network, row.client_address)) &&
         (part.empty() || holds(row.sender, part) || holds(row.client_name, part)) &&
         (client.empty() || row.client_name == client || row.organisation == client ||
          row.src == client ||
          (!client_organisation.empty() && row.organisation == client_organisation));
}

}  // namespace greycache
