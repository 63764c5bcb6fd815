// Keys at their slashes, values at their comma.
#include "greyctl/moving/postgrey/postgrey_entry.h"

#include <algorithm>

#include "common/text.h"
#include "common/whole_number.h"
#include "greycache/policy/sound_fact.h"

namespace greycache {

namespace {

std::optional<std::int64_t> number_of(std::string_view text) {
  const auto number = whole_number<std::int64_t>(text);
  return number && *number >= 0 ? number : std::nullopt;
}

// "FIRST,LAST", and perhaps ",HOST" as older versions wrote.
std::optional<std::pair<std::int64_t, UnixTime>> two_numbers(std::string_view value) {
  const auto parts = split(value, ',');
  if (parts.size() < 2) return std::nullopt;
  const auto first = number_of(parts[0]);
  const auto second = number_of(parts[1]);
  if (!first || !second || !is_sound_time(*second)) return std::nullopt;
  return std::pair(*first, *second);
}

// With --lookup-by-host its Perl writes the length of the address behind it: "192.0.2.7/32".
std::string_view without_length(std::string_view names, const IpAddress& client) {
  const std::string_view length = client.is_ipv4() ? "32/" : "128/";
  return names.starts_with(length) ? names.substr(length.size()) : names;
}

// Where the slash between sender and recipient is: local parts may hold slashes, domains do not.
std::size_t slash_between(std::string_view names) {
  const bool null_sender = names.starts_with('/') && std::ranges::count(names, '@') < 2;
  const std::size_t at = names.find('@');
  const std::size_t last_at = names.rfind('@');
  // "root/user@domain": a sender without a domain.
  return null_sender || at == last_at ? names.find('/') : names.find('/', at);
}

}  // namespace

std::optional<PostgreyTriplet> parse_postgrey_triplet(std::string_view key,
                                                      std::string_view value) {
  const std::size_t end = key.find('/');
  const auto client = IpAddress::parse(key.substr(0, end));
  const auto times = two_numbers(value);
  if (end == key.npos || !client || !times || !is_sound_time(times->first)) return std::nullopt;
  const std::string_view names = without_length(key.substr(end + 1), *client);
  const std::size_t slash = slash_between(names);
  if (slash == names.npos) return std::nullopt;
  return PostgreyTriplet{*client, std::string(names.substr(0, slash)),
                         std::string(names.substr(slash + 1)), times->first, times->second};
}

std::optional<PostgreyClient> parse_postgrey_client(std::string_view key, std::string_view value) {
  const auto address = IpAddress::parse(key);
  const auto numbers = two_numbers(value);
  if (!address || !numbers) return std::nullopt;
  return PostgreyClient{*address, numbers->first, numbers->second};
}

}  // namespace greycache
