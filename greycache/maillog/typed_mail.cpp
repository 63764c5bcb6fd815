// Word by word: what joins two addresses, what names one, and the addresses.
#include "greycache/maillog/typed_mail.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/policy/sender_names.h"

namespace greycache {

namespace {

constexpr std::string_view kBetweenWords = " \t\r\n,;";
constexpr std::array<std::string_view, 7> kJoining{"to", "from", "->", "-->", "=>", "to:", "from:"};
constexpr std::array<std::string_view, 5> kBefore{"mailto:", "from=", "to=", "from:", "to:"};

std::vector<std::string_view> words_in(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; (at = text.find_first_not_of(kBetweenWords, at)) < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kBetweenWords, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

bool joins(std::string_view word) {
  return std::ranges::find(kJoining, lower_ascii(word)) != kJoining.end();
}

std::string_view without_what_stands_before(std::string_view word) {
  for (const std::string_view before : kBefore) {
    if (lower_ascii(word.substr(0, before.size())) == before) return word.substr(before.size());
  }
  return word;
}

std::string_view without_stop(std::string_view word) {
  return word.ends_with('.') || word.ends_with(':') ? word.substr(0, word.size() - 1) : word;
}

// The null sender is empty.
std::optional<std::string> address_of(std::string_view word) {
  if (word == "<>") return std::string();
  const auto written = written_party(word);
  if (!written || !written->rest.empty()) return std::nullopt;
  if (written->address.find('@') == std::string::npos) return std::nullopt;
  return written->address;
}

// Nothing where a word is neither an address, nor joins two, nor is the name before "<...>".
std::optional<std::vector<std::string>> addresses_in(std::string_view text) {
  std::vector<std::string> addresses;
  if (text.find('"') != std::string_view::npos) return std::nullopt;
  bool named = false;  // words of a name are to be followed by its address
  for (const std::string_view word : words_in(text)) {
    const std::string_view bare = without_stop(without_what_stands_before(word));
    const auto address = address_of(bare);
    if (!address && !joins(word)) named = true;
    if (!address) continue;
    if (named && !bare.starts_with('<')) return std::nullopt;
    named = false;
    addresses.push_back(*address);
  }
  return named ? std::nullopt : std::optional(addresses);
}

}  // namespace

std::optional<OwnLogAttempt> attempt_of_client(std::string_view text) {
  constexpr std::string_view kClient = "client=";
  if (text.starts_with(kClient)) text.remove_prefix(kClient.size());
  const std::size_t begin = text.find('[');
  const std::size_t end = text.find(']');
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  const std::string_view port = text.substr(end + 1);
  if (!port.empty() && !port.starts_with(':')) return std::nullopt;
  if (text.find_first_of(" \t@") != std::string_view::npos) return std::nullopt;
  const auto address = IpAddress::parse(text.substr(begin + 1, end - begin - 1));
  if (!address) return std::nullopt;
  return OwnLogAttempt{std::string(text.substr(begin + 1, end - begin - 1)), {}, {}};
}

std::optional<OwnLogAttempt> attempt_of_two(std::string_view text) {
  const auto addresses = addresses_in(text);
  if (!addresses || addresses->size() != 2 || addresses->back().empty()) return std::nullopt;
  return OwnLogAttempt{std::nullopt, addresses->front(), addresses->back()};
}

std::optional<std::string> address_among_words(std::string_view text) {
  const auto addresses = addresses_in(text);
  if (!addresses || addresses->size() != 1 || addresses->front().empty()) return std::nullopt;
  return addresses->front();
}

}  // namespace greycache
