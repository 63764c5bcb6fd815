// Line by line, by postgrey's rules.
#include "greyctl/moving/postgrey/postgrey_lists.h"

#include <algorithm>

#include "common/characters.h"
#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/policy/lists/client_entries.h"
#include "greycache/policy/lists/opt_row.h"

namespace greycache {

namespace {

constexpr std::string_view kClientsList = "whitelist_clients";
constexpr std::string_view kRecipients = "whitelist_recipients";

bool is_pattern(std::string_view line) {
  return line.size() > 2 && line.starts_with('/') && line.ends_with('/') &&
         line.find_first_of(" \t") == line.npos;
}

// "1.2.3", "1.2": octets only.
bool is_octets(std::string_view line) {
  return std::ranges::all_of(split(line, '.'),
                             [](std::string_view octet) { return all_digits(octet); });
}

bool looks_like_network(std::string_view line) {
  const bool ipv6 = std::ranges::count(line, ':') >= 2;
  return ipv6 || is_octets(line.substr(0, line.find('/')));
}

// Whether the list here would take it.
bool is_name_line(const std::string& line) {
  ListComplaints complaints("");
  parse_client_names(line, complaints);
  return complaints.sentences().empty();
}

void add_network(std::string_view line, ClientLines& lines, MovingAccount& account) {
  const std::string_view address = line.substr(0, line.find('/'));
  // Of two octets its program made a /24 that nobody meant.
  const bool two_octets = std::ranges::count(address, '.') == 1;
  const auto network = two_octets ? std::nullopt : Network::parse(line);
  if (!network) {
    return account.set_aside(kClientsList, "no network: write the address and a length", line);
  }
  lines.addresses.push_back(network->text());
  account.came(kClientsList);
}

void add_name(std::string_view line, ClientLines& lines, MovingAccount& account) {
  const std::string name = lower_ascii(line);
  if (line.starts_with('.') || !is_name_line(name) || !is_name_line("*." + name)) {
    return account.set_aside(kClientsList, "no name of a host or domain", line);
  }
  lines.names.push_back(name);
  lines.names.push_back("*." + name);
  account.came(kClientsList);
}

void add_client_line(std::string_view line, ClientLines& lines, MovingAccount& account) {
  if (is_pattern(line)) {
    if (!is_name_line(std::string(line))) {
      return account.set_aside(kClientsList, "a pattern that is not understood", line);
    }
    lines.names.emplace_back(line);
    return account.came(kClientsList);
  }
  if (looks_like_network(line)) return add_network(line, lines, account);
  add_name(line, lines, account);
}

}  // namespace

void add_client_lines(std::string_view text, ClientLines& lines, MovingAccount& account) {
  for (const ListLine& line : list_lines(text)) add_client_line(line.text, lines, account);
}

std::vector<RecipientRow> recipient_rows(std::string_view text, MovingAccount& account) {
  std::vector<RecipientRow> rows;
  for (const ListLine& line : list_lines(text)) {
    if (is_pattern(line.text)) {
      account.set_aside(
          kRecipients, "a pattern, which no row can be: recipients_whitelist.local can", line.text);
      continue;
    }
    if (line.text.ends_with('@')) {
      account.set_aside(kRecipients,
                        "a user of any domain, which no row can be: recipients_whitelist.local can",
                        line.text);
      continue;
    }
    const auto row = parse_opt_row(OptChoice::out, lower_ascii(line.text));
    if (!row) {
      account.set_aside(kRecipients, "no domain or address that mail could go to", line.text);
      continue;
    }
    if (row->table == OptTable::optout_domain) {
      account.mended(
          "a domain without those below it: @DOMAIN in recipients_whitelist.local has them",
          line.text);
    }
    account.came(opt_table_name(row->table));
    rows.push_back({row->table, row->text});
  }
  return rows;
}

}  // namespace greycache
