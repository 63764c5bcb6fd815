// A name taken apart into runs of digits, and the address's spellings looked for among them. Each
// request of an organisation comes here: what a name is too short for is not even written.
#include "greycache/policy/organisation/address_in_name.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "common/characters.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_separator(char c) {
  return c == '.' || c == '-' || c == '_' || c == 'x';
}

// Digits that stand together, as many as there are.
struct Run {
  std::string_view digits;
  bool follows = false;  // the one before, with one separator between them
};

using Runs = std::vector<Run>;

template <typename IsDigit>
Runs runs_of(std::string_view name, IsDigit counts) {
  Runs runs;
  runs.reserve(16);
  std::size_t last_end = kNone;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!counts(name[at])) continue;
    std::size_t end = at;
    while (end < name.size() && counts(name[end])) ++end;
    const bool follows = last_end != kNone && at == last_end + 1 && is_separator(name[last_end]);
    runs.push_back({name.substr(at, end - at), follows});
    last_end = at = end;
  }
  return runs;
}

std::size_t longest_of(std::span<const Run> runs) {
  std::size_t longest = 0;
  for (const Run& run : runs) longest = std::max(longest, run.digits.size());
  return longest;
}

// Numbers of an address, or of a half of it, in one of the two orders.
struct Part {
  std::span<const int> numbers;
  bool reversed = false;

  std::size_t size() const { return numbers.size(); }
  int at(std::size_t i) const { return numbers[reversed ? numbers.size() - 1 - i : i]; }
};

std::array<Part, 2> whole_of(std::span<const int> numbers) {
  return {Part{numbers, false}, Part{numbers, true}};
}

std::array<Part, 4> halves_of(std::span<const int> numbers) {
  const auto first = numbers.first(numbers.size() / 2);
  const auto last = numbers.last(numbers.size() / 2);
  return {Part{first, false}, Part{first, true}, Part{last, false}, Part{last, true}};
}

// How a number is written: in which base, with how many digits.
struct Digits {
  int base;
  std::size_t least;
  std::size_t most;
};

constexpr Digits kOctetInDecimal{10, 1, 3};
constexpr Digits kOctetInHexadecimal{16, 1, 2};
constexpr Digits kOctetOfTwoDigits{16, 2, 2};
constexpr Digits kGroup{16, 1, 4};

bool is_number(std::string_view digits, int number, const Digits& written) {
  if (digits.size() < written.least || digits.size() > written.most) return false;
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, written.base);
  return value == number;
}

bool begin_with(std::span<const Run> runs, const Part& part, const Digits& written) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (i > 0 && !runs[i].follows) return false;
    if (!is_number(runs[i].digits, part.at(i), written)) return false;
  }
  return true;
}

// Whether one of the parts stands there, number behind number.
bool separated(std::span<const Run> runs, std::span<const Part> parts, const Digits& written) {
  for (; runs.size() >= parts.front().size(); runs = runs.subspan(1)) {
    const auto stands = [&](const Part& part) { return begin_with(runs, part, written); };
    if (std::ranges::any_of(parts, stands)) return true;
  }
  return false;
}

std::string joined(const Part& part, const Digits& written) {
  std::string text;
  for (std::size_t i = 0; i < part.size(); ++i) {
    std::array<char, 8> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), part.at(i), written.base).ptr;
    const auto count = static_cast<std::size_t>(end - digits.data());
    text.append(written.least - std::min(count, written.least), '0');
    text.append(digits.data(), count);
  }
  return text;
}

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != kNone;
}

constexpr Digits kPaddedOctet{10, 3, 3};

bool is_a_run(std::span<const Run> runs, std::string_view digits) {
  return std::ranges::any_of(runs, [&](const Run& run) { return run.digits == digits; });
}

// A half of a zero-padded address is found by its six digits, anywhere. What is not padded is only
// found where a run of digits is nothing else: "12" is in every other name.
bool joined_in_decimal(std::span<const Run> runs, std::span<const int> octets) {
  const std::size_t longest = longest_of(runs);
  if (longest < 2) return false;
  const auto holds_half = [&](const Part& half) {
    if (is_a_run(runs, joined(half, kOctetInDecimal))) return true;
    if (longest < 6) return false;
    const std::string padded = joined(half, kPaddedOctet);
    return std::ranges::any_of(runs, [&](const Run& run) { return holds(run.digits, padded); });
  };
  if (std::ranges::any_of(halves_of(octets), holds_half)) return true;
  return longest >= 4 && std::ranges::any_of(whole_of(octets), [&](const Part& whole) {
           return is_a_run(runs, joined(whole, kOctetInDecimal));
         });
}

// The name without what separates digits.
std::string squeezed(std::string_view name) {
  std::string text;
  text.reserve(name.size());
  std::ranges::copy_if(name, std::back_inserter(text), [](char c) { return !is_separator(c); });
  return text;
}

bool half_at_an_end(std::span<const Run> runs, std::span<const int> octets) {
  if (longest_of(runs) < 4) return false;
  return std::ranges::any_of(halves_of(octets), [&](const Part& half) {
    const std::string digits = joined(half, kOctetOfTwoDigits);
    return std::ranges::any_of(runs, [&](const Run& run) {
      return run.digits.starts_with(digits) || run.digits.ends_with(digits);
    });
  });
}

bool whole_in_digits(std::string_view name, std::span<const int> octets) {
  const std::string text = squeezed(name);
  if (longest_of(runs_of(text, is_hex_digit)) < 8) return false;
  return std::ranges::any_of(whole_of(octets), [&](const Part& whole) {
    return holds(text, joined(whole, kOctetOfTwoDigits));
  });
}

bool ipv4_in_hexadecimal(std::string_view name, std::span<const int> octets) {
  const Runs runs = runs_of(name, is_hex_digit);
  return separated(runs, whole_of(octets), kOctetInHexadecimal) ||
         separated(runs, halves_of(octets), kOctetOfTwoDigits) || half_at_an_end(runs, octets) ||
         whole_in_digits(name, octets);
}

// A whole address that is written separated, in decimal or as groups, holds a half.
AddressSpelling ipv4_in_name(std::span<const int> octets, std::string_view name) {
  const Runs runs = runs_of(name, is_digit);
  if (separated(runs, halves_of(octets), kOctetInDecimal) || joined_in_decimal(runs, octets)) {
    return AddressSpelling::decimal;
  }
  return ipv4_in_hexadecimal(name, octets) ? AddressSpelling::hexadecimal : AddressSpelling::none;
}

// Whether the text stands somewhere without more digits beside it.
bool stands_alone(std::string_view name, std::string_view text) {
  for (std::size_t at = name.find(text); at != kNone; at = name.find(text, at + 1)) {
    const std::size_t end = at + text.size();
    const bool begins = at == 0 || !is_hex_digit(name[at - 1]);
    if (begins && (end == name.size() || !is_hex_digit(name[end]))) return true;
  }
  return false;
}

// "2001-db8--1": as the address is written, with another sign for ':'.
bool shortened_in_name(const IpAddress& address, int first_group, std::string_view name) {
  if (!holds(name, joined({std::span(&first_group, 1)}, kGroup))) return false;
  const std::string text = address.text();
  return std::ranges::any_of(std::string_view("-_x"), [&](char separator) {
    std::string with_separator = text;
    std::ranges::replace(with_separator, ':', separator);
    return stands_alone(name, with_separator);
  });
}

std::string by_groups_reversed(std::string_view digits) {
  std::string text;
  for (std::size_t at = digits.size(); at >= 4; at -= 4) text += digits.substr(at - 4, 4);
  return text;
}

// Either half, in all orders.
bool half_in_digits(std::string_view name, std::span<const int> octets) {
  const std::string text = squeezed(name);
  if (longest_of(runs_of(text, is_hex_digit)) < octets.size()) return false;
  return std::ranges::any_of(halves_of(octets), [&](const Part& half) {
    const std::string digits = joined(half, kOctetOfTwoDigits);
    if (holds(text, digits)) return true;
    return !half.reversed && (holds(text, std::string(digits.rbegin(), digits.rend())) ||
                              holds(text, by_groups_reversed(digits)));
  });
}

AddressSpelling ipv6_in_name(const IpAddress& address, std::span<const int> octets,
                             std::string_view name) {
  std::array<int, 8> groups{};
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i] = octets[2 * i] * 256 + octets[2 * i + 1];
  }
  const bool found = separated(runs_of(name, is_hex_digit), halves_of(groups), kGroup) ||
                     half_in_digits(name, octets) || shortened_in_name(address, groups[0], name);
  return found ? AddressSpelling::hexadecimal : AddressSpelling::none;
}

}  // namespace

AddressSpelling address_in_name(const IpAddress& address, std::string_view client_name) {
  if (client_name.empty() || client_name.size() > kLongestClientName) return AddressSpelling::none;
  const std::string name = lower_ascii(client_name);
  std::array<int, 16> octets{};
  std::ranges::copy(address.bytes(), octets.begin());
  if (address.is_ipv4()) return ipv4_in_name(std::span(octets).first<4>(), name);
  return ipv6_in_name(address, octets, name);
}

}  // namespace greycache
