// A name taken apart into runs of digits, and the address's spellings looked for among them.
#include "greycache/policy/organisation/address_in_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <string>
#include <vector>

#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_decimal(char c) {
  return c >= '0' && c <= '9';
}

bool is_hexadecimal(char c) {
  return is_decimal(c) || (c >= 'a' && c <= 'f');
}

bool is_separator(char c) {
  return c == '.' || c == '-' || c == '_' || c == 'x';
}

// The longest digits that stand together.
struct Run {
  std::string_view digits;
  bool follows = false;  // the one before, with one separator between them
};

using Runs = std::vector<Run>;

Runs runs_of(std::string_view name, bool (*is_digit)(char)) {
  Runs runs;
  std::size_t last_end = kNone;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!is_digit(name[at])) continue;
    std::size_t end = at;
    while (end < name.size() && is_digit(name[end])) ++end;
    const bool follows = last_end != kNone && at == last_end + 1 && is_separator(name[last_end]);
    runs.push_back({name.substr(at, end - at), follows});
    last_end = at = end;
  }
  return runs;
}

// How a number is written: in which base, with how many digits.
struct Digits {
  int base;
  std::size_t least;
  std::size_t most;
};

constexpr Digits kOctetDecimal{10, 1, 3};
constexpr Digits kOctetHexadecimal{16, 1, 2};
constexpr Digits kPaddedOctet{16, 2, 2};
constexpr Digits kGroup{16, 1, 4};

bool is_number(std::string_view digits, int number, const Digits& written) {
  if (digits.size() < written.least || digits.size() > written.most) return false;
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, written.base);
  return value == number;
}

using Numbers = std::vector<int>;

Numbers reversed(std::span<const int> numbers) {
  return {numbers.rbegin(), numbers.rend()};
}

bool begins_with(std::span<const Run> runs, std::span<const int> numbers, const Digits& written) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0 && !runs[i].follows) return false;
    if (!is_number(runs[i].digits, numbers[i], written)) return false;
  }
  return true;
}

// Whether the numbers stand one behind the other, in this order.
bool in_order(std::span<const Run> runs, std::span<const int> numbers, const Digits& written) {
  for (; runs.size() >= numbers.size(); runs = runs.subspan(1)) {
    if (begins_with(runs, numbers, written)) return true;
  }
  return false;
}

bool in_either_order(std::span<const Run> runs, std::span<const int> numbers,
                     const Digits& written) {
  return in_order(runs, numbers, written) || in_order(runs, reversed(numbers), written);
}

// Either half. A whole address that is written separated holds one, in either order.
bool half_in_runs(std::span<const Run> runs, std::span<const int> numbers, const Digits& written) {
  const std::size_t half = numbers.size() / 2;
  return in_either_order(runs, numbers.first(half), written) ||
         in_either_order(runs, numbers.last(half), written);
}

std::string joined(std::span<const int> numbers, int base, int width) {
  std::string text;
  for (const int number : numbers) {
    text +=
        base == 10 ? fmt::format("{:0{}}", number, width) : fmt::format("{:0{}x}", number, width);
  }
  return text;
}

// The whole, its two halves, and all three reversed.
std::vector<Numbers> parts_of(std::span<const int> numbers) {
  const std::size_t half = numbers.size() / 2;
  std::vector<Numbers> parts;
  for (const auto part : {numbers, numbers.first(half), numbers.last(half)}) {
    parts.emplace_back(part.begin(), part.end());
    parts.push_back(reversed(part));
  }
  return parts;
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != kNone;
}

// What a half of a zero-padded address is found by: its six digits, anywhere. A number that is not
// padded is only found where a run of digits is nothing else: "12" would be in every other name.
bool joined_in_decimal(std::span<const Run> runs, std::span<const int> octets) {
  for (const Numbers& part : parts_of(octets)) {
    const std::string padded = joined(part, 10, 3);
    const std::string plain = joined(part, 10, 1);
    const bool found = std::ranges::any_of(
        runs, [&](const Run& run) { return run.digits == plain || holds(run.digits, padded); });
    if (found) return true;
  }
  return false;
}

// The name without what separates digits.
std::string squeezed(std::string_view name) {
  std::string text;
  std::ranges::copy_if(name, std::back_inserter(text), [](char c) { return !is_separator(c); });
  return text;
}

bool half_at_an_end(std::span<const Run> runs, std::span<const int> half) {
  const std::string digits = joined(half, 16, 2);
  return std::ranges::any_of(runs, [&](const Run& run) {
    return run.digits.starts_with(digits) || run.digits.ends_with(digits);
  });
}

bool ipv4_in_hexadecimal(std::string_view name, std::span<const int> octets) {
  const std::string text = squeezed(name);
  if (holds(text, joined(octets, 16, 2)) || holds(text, joined(reversed(octets), 16, 2)))
    return true;
  const Runs runs = runs_of(name, is_hexadecimal);
  if (in_either_order(runs, octets, kOctetHexadecimal)) return true;
  if (half_in_runs(runs, octets, kPaddedOctet)) return true;
  const auto parts = parts_of(octets);
  return std::any_of(parts.begin() + 2, parts.end(),
                     [&](const Numbers& half) { return half_at_an_end(runs, half); });
}

AddressSpelling ipv4_in_name(std::span<const int> octets, std::string_view name) {
  const Runs runs = runs_of(name, is_decimal);
  if (half_in_runs(runs, octets, kOctetDecimal) || joined_in_decimal(runs, octets)) {
    return AddressSpelling::decimal;
  }
  return ipv4_in_hexadecimal(name, octets) ? AddressSpelling::hexadecimal : AddressSpelling::none;
}

// "2001-db8--1": as the address is written, with another sign for ':'.
bool shortened_in_name(const IpAddress& address, std::string_view name) {
  for (const char separator : {'-', '_', 'x'}) {
    std::string text = address.text();
    std::ranges::replace(text, ':', separator);
    const std::size_t at = name.find(text);
    if (at == kNone) continue;
    const std::size_t end = at + text.size();
    if ((at == 0 || !is_hexadecimal(name[at - 1])) &&
        (end == name.size() || !is_hexadecimal(name[end]))) {
      return true;
    }
  }
  return false;
}

// A half's digits in each order.
bool half_in_digits(std::string_view text, std::span<const int> octets) {
  const std::string digits = joined(octets, 16, 2);
  const std::string by_digit(digits.rbegin(), digits.rend());
  std::string by_group;
  for (std::size_t at = digits.size(); at >= 4; at -= 4) by_group += digits.substr(at - 4, 4);
  const std::string by_octet = joined(reversed(octets), 16, 2);
  return holds(text, digits) || holds(text, by_digit) || holds(text, by_group) ||
         holds(text, by_octet);
}

AddressSpelling ipv6_in_name(const IpAddress& address, std::span<const int> octets,
                             std::string_view name) {
  Numbers groups;
  for (std::size_t i = 0; i < octets.size(); i += 2)
    groups.push_back(octets[i] * 256 + octets[i + 1]);
  const std::string text = squeezed(name);
  const bool found = half_in_digits(text, octets.first(8)) ||
                     half_in_digits(text, octets.last(8)) ||
                     half_in_runs(runs_of(name, is_hexadecimal), groups, kGroup) ||
                     shortened_in_name(address, name);
  return found ? AddressSpelling::hexadecimal : AddressSpelling::none;
}

}  // namespace

AddressSpelling address_in_name(const IpAddress& address, std::string_view client_name) {
  if (client_name.empty() || client_name.size() > kLongestClientName) return AddressSpelling::none;
  const std::string name = lower_ascii(client_name);
  const auto size = static_cast<std::ptrdiff_t>(address.is_ipv4() ? 4 : 16);
  const Numbers octets(address.bytes().begin(), address.bytes().begin() + size);
  return address.is_ipv4() ? ipv4_in_name(octets, name) : ipv6_in_name(address, octets, name);
}

}  // namespace greycache
