// Addresses written into names, by fmt's formats and nothing of what is tested.
#include "tests/unit/policy/organisation/spellings.h"

#include <fmt/format.h>

#include <algorithm>

namespace greycache {

namespace {

using Numbers = std::vector<int>;

struct Part {
  std::string name;
  Numbers numbers;
};

std::vector<Part> parts_of(const Numbers& numbers) {
  const auto half = static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::vector<Part> parts{{"whole", numbers},
                          {"first half", {numbers.begin(), numbers.begin() + half}},
                          {"last half", {numbers.begin() + half, numbers.end()}}};
  for (int i = 0; i < 3; ++i) {
    Part reversed = parts[static_cast<std::size_t>(i)];
    std::reverse(reversed.numbers.begin(), reversed.numbers.end());
    reversed.name += " reversed";
    parts.push_back(reversed);
  }
  return parts;
}

std::string written(const Numbers& numbers, const char* format, const std::string& separator) {
  std::string text;
  for (const int number : numbers) {
    if (!text.empty()) text += separator;
    text += fmt::format(fmt::runtime(format), number);
  }
  return text;
}

void add(std::vector<Spelling>& all, const Part& part, const char* format, bool join) {
  for (const char* separator : {".", "-", "_", "x"}) {
    all.push_back(
        {part.name + ' ' + format + " by " + separator, written(part.numbers, format, separator)});
  }
  if (join)
    all.push_back({part.name + ' ' + format + " joined", written(part.numbers, format, "")});
}

std::vector<Spelling> of_ipv4(const Numbers& octets) {
  std::vector<Spelling> all;
  for (const Part& part : parts_of(octets)) {
    add(all, part, "{}", true);
    add(all, part, "{:03}", true);
    add(all, part, "{:02x}", true);
    if (part.name.starts_with("whole")) add(all, part, "{:x}", false);
  }
  return all;
}

Numbers digits_of(const Numbers& groups) {
  Numbers digits;
  for (const int group : groups) {
    for (const int shift : {12, 8, 4, 0}) digits.push_back(group >> shift & 15);
  }
  return digits;
}

std::vector<Spelling> of_ipv6(const IpAddress& address, const Numbers& octets) {
  std::vector<Spelling> all;
  Numbers groups;
  for (std::size_t i = 0; i < 16; i += 2) groups.push_back(octets[i] << 8 | octets[i + 1]);
  for (const Part& part : parts_of(groups)) {
    add(all, part, "{:x}", false);
    add(all, part, "{:04x}", true);
  }
  for (const Part& part : parts_of(octets)) add(all, part, "{:02x}", true);
  for (const Part& part : parts_of(digits_of(groups))) add(all, part, "{:x}", true);
  std::string text = address.text();
  std::replace(text.begin(), text.end(), ':', '-');
  all.push_back({"shortened", text});
  return all;
}

}  // namespace

std::vector<Spelling> spellings_of(const IpAddress& address) {
  const auto end = address.bytes().begin() + address.bits() / 8;
  const Numbers octets(address.bytes().begin(), end);
  return address.is_ipv4() ? of_ipv4(octets) : of_ipv6(address, octets);
}

}  // namespace greycache
