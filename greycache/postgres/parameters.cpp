// Numbers, texts and arrays in network order.
#include "greycache/postgres/parameters.h"

#include <algorithm>
#include <array>
#include <concepts>

namespace greycache {

namespace {

// OIDs of pg_type.dat, the same in every version.
constexpr unsigned kInt8 = 20;
constexpr unsigned kText = 25;
constexpr unsigned kTextArray = 1009;
constexpr unsigned kInt8Array = 1016;
// That stand before each element of an array, and say how many it has.
constexpr std::size_t kSizeBytes = sizeof(std::uint32_t);

// In network order.
template <std::unsigned_integral Number>
void append(std::string& bytes, Number number) {
  std::array<char, sizeof number> ordered;
  for (std::size_t i = 0; i < sizeof number; ++i) {
    const std::size_t shift = (sizeof number - 1 - i) * 8;
    ordered[i] = static_cast<char>(static_cast<unsigned char>(number >> shift));
  }
  bytes.append(ordered.data(), ordered.size());
}

void append_size(std::string& bytes, std::size_t size) {
  append(bytes, static_cast<std::uint32_t>(size));
}

// What array_recv() of PostgreSQL reads before the elements.
std::string array_header(unsigned element_type, std::size_t size) {
  std::string bytes;
  append_size(bytes, size == 0 ? 0 : 1);  // dimensions
  append_size(bytes, 0);                  // no NULL among the elements
  append(bytes, std::uint32_t{element_type});
  if (size > 0) {
    append_size(bytes, size);
    append_size(bytes, 1);  // the first index
  }
  return bytes;
}

}  // namespace

Parameters& Parameters::add(std::int64_t number) {
  std::string bytes;
  append(bytes, static_cast<std::uint64_t>(number));
  values_.push_back({kInt8, std::move(bytes)});
  return *this;
}

Parameters& Parameters::add(std::string_view text) {
  values_.push_back({kText, std::string(text)});
  return *this;
}

Parameters& Parameters::add(const std::vector<std::int64_t>& numbers) {
  std::string bytes = array_header(kInt8, numbers.size());
  bytes.reserve(bytes.size() + numbers.size() * (kSizeBytes + sizeof(std::int64_t)));
  for (const std::int64_t number : numbers) {
    append_size(bytes, sizeof number);
    append(bytes, static_cast<std::uint64_t>(number));
  }
  values_.push_back({kInt8Array, std::move(bytes)});
  return *this;
}

Parameters& Parameters::add(const std::vector<std::string_view>& texts) {
  std::string bytes = array_header(kText, texts.size());
  std::size_t size = bytes.size();
  for (const std::string_view text : texts) size += kSizeBytes + text.size();
  bytes.reserve(size);
  for (const std::string_view text : texts) {
    append_size(bytes, text.size());
    bytes += text;
  }
  values_.push_back({kTextArray, std::move(bytes)});
  return *this;
}

std::int64_t limit_of(std::size_t limit) {
  return static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX));
}

}  // namespace greycache
