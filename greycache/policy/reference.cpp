// The reference by which a person names a mail that waits.
#include "greycache/policy/reference.h"

#include <cstdint>

#include "common/keyed_hash.h"
#include "common/text.h"

namespace greycache {

namespace {

// References stand in senders' bounces and in logs: it must never change.
constexpr HashKey kReferenceKey{0x677265796361636dU, 0x7265666572656e63U};

char upper_ascii(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Somebody has copied it out of a text.
std::string_view without_end_of_sentence(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t\r\n.,;:!?") + 1);
}

std::string_view without_brackets(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('(')) text.remove_prefix(1);
  if (text.ends_with(')')) text.remove_suffix(1);
  return trimmed(text);
}

}  // namespace

std::string reference_of(std::string_view widest_source, const Keys& keys) {
  // No part holds a blank.
  std::string names(widest_source);
  names.append(1, ' ').append(keys.sender_name);
  names.append(1, ' ').append(keys.sender_domain);
  names.append(1, ' ').append(keys.rcpt);
  std::uint64_t hash = siphash(kReferenceKey, names);
  std::string reference(kReferenceLength, ' ');
  for (char& letter : reference) {
    letter = kReferenceLetters[hash % kReferenceLetters.size()];
    hash /= kReferenceLetters.size();
  }
  return reference;
}

std::optional<std::string> parse_reference(std::string_view written) {
  written = without_brackets(without_end_of_sentence(written));
  const std::string before = lower_ascii(written.substr(0, 4));
  if (before == "ref " || before == "ref:" || before == "ref=") written.remove_prefix(4);
  std::string reference;
  for (const char c : written) {
    if (c == ' ' || c == '-') continue;
    const char letter = upper_ascii(c);
    if (kReferenceLetters.find(letter) == std::string_view::npos) return std::nullopt;
    if (reference.size() == kReferenceLength) return std::nullopt;
    reference += letter;
  }
  if (reference.size() != kReferenceLength) return std::nullopt;
  return reference;
}

}  // namespace greycache
