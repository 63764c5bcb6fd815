// By SipHash alone: a hash of the text checks it, and hashes of that check and of numbers are the
// key stream.
#include "greycache/panel/sealed_place.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <random>

#include "common/hex_value.h"
#include "common/keyed_hash.h"

namespace greycache {

namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

struct PlaceKeys {
  HashKey check;
  HashKey stream;
};

PlaceKeys drawn_keys() {
  std::random_device random;
  const auto word = [&random] { return (std::uint64_t{random()} << 32) | random(); };
  return {{word(), word()}, {word(), word()}};
}

const PlaceKeys& keys() {
  static const PlaceKeys keys = drawn_keys();
  return keys;
}

std::string bytes_of(std::uint64_t word) {
  std::string bytes(kWord, '\0');
  std::memcpy(bytes.data(), &word, kWord);
  return bytes;
}

// Of one account's domain, so that another one's place is none here.
std::string check_of(std::string_view domain, std::string_view place) {
  return bytes_of(siphash(keys().check, std::string(domain).append(1, '\n').append(place)));
}

// To and fro.
std::string enciphered(std::string text, const std::string& check) {
  std::string stream;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % kWord == 0) stream = bytes_of(siphash(keys().stream, check + bytes_of(i)));
    text[i] = static_cast<char>(text[i] ^ stream[i % kWord]);
  }
  return text;
}

std::string in_digits(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

std::optional<std::string> of_digits(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_value(digits[i]);
    const int low = hex_value(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

}  // namespace

std::string told_place(const Question& question, const std::string& place) {
  if (question.domain.empty() || place.empty()) return place;
  const std::string check = check_of(question.domain, place);
  return in_digits(check + enciphered(place, check));
}

std::optional<std::string> asked_place(const Question& question) {
  const std::string& written = question.arguments.text("place");
  if (question.domain.empty() || written.empty()) return written;
  const auto bytes = of_digits(written);
  if (!bytes || bytes->size() <= kWord) return std::nullopt;
  const std::string check = bytes->substr(0, kWord);
  std::string place = enciphered(bytes->substr(kWord), check);
  if (check_of(question.domain, place) != check) return std::nullopt;
  return place;
}

}  // namespace greycache
