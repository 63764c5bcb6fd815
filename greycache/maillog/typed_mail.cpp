// Word by word: what joins two addresses, what names one, and the addresses.
#include "greycache/maillog/typed_mail.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/characters.h"
#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/maillog/log_address.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/sender_names.h"

namespace greycache {

namespace {

constexpr std::string_view kBetweenWords = " \t\r\n,;";
// Before a client in logs.
constexpr std::array<std::string_view, 4> kBeforeClient{
    "client=", "client_address=", "connect from ", "disconnect from "};
constexpr std::array<std::string_view, 4> kJoining{"->", "-->", "=>", "rfc822"};
// Before an address, with a colon or '=' behind it or a blank; and of headers of a mail.
constexpr std::array<std::string_view, 4> kOfSender{"from", "sender", "envelope-from",
                                                    "return-path"};
constexpr std::array<std::string_view, 9> kOfRecipient{"to",
                                                       "cc",
                                                       "recipient",
                                                       "delivered-to",
                                                       "envelope-to",
                                                       "apparently-to",
                                                       "x-original-to",
                                                       "final-recipient",
                                                       "original-recipient"};

enum class Party { any, sender, recipient };

struct TypedAddress {
  std::string address;  // the null sender is empty
  Party party = Party::any;
};

std::vector<std::string_view> words_in(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; (at = text.find_first_not_of(kBetweenWords, at)) < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kBetweenWords, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

bool is_one_of(const auto& all, std::string_view word) {
  return std::ranges::find(all, word) != all.end();
}

// Which party a word announces: "to", "From:".
std::optional<Party> announced(std::string_view word) {
  std::string plain = lower_ascii(word);
  if (plain.ends_with(':')) plain.pop_back();
  if (is_one_of(kOfSender, plain)) return Party::sender;
  if (is_one_of(kOfRecipient, plain)) return Party::recipient;
  return std::nullopt;
}

// "from=a@x.example" and "mailto:a@x.example" are words of two parts.
std::string_view take_party(std::string_view word, Party& party) {
  const std::size_t sign = word.find_first_of("=:");
  if (sign == std::string_view::npos || sign + 1 == word.size()) return word;
  const auto before = announced(word.substr(0, sign));
  if (!before && lower_ascii(word.substr(0, sign)) != "mailto") return word;
  if (before) party = *before;
  return word.substr(sign + 1);
}

std::optional<std::string> address_of(std::string_view word) {
  if (word == "<>") return std::string();
  const auto written = written_party(word);
  if (!written || !written->rest.empty()) return std::nullopt;
  if (written->address.find('@') == std::string::npos) return std::nullopt;
  return written->address;
}

// What is read word by word.
class TypedWords {
 public:
  // False where the word is neither an address, nor announces one, nor is of the name before one.
  bool take(std::string_view word) {
    if (const auto party = announced(word)) {
      next_ = *party;
      return true;
    }
    const std::string_view bare = without_decoration(take_party(word, next_));
    const auto address = address_of(bare);
    if (!address) return take_other(word);
    if (named_ && !bare.starts_with('<') && bare.size() == word.size()) return false;
    found_.push_back({*address, std::exchange(next_, Party::any)});
    named_ = false;
    return true;
  }
  bool ends_well() const { return !named_; }
  const std::vector<TypedAddress>& found() const { return found_; }

 private:
  bool take_other(std::string_view word) {
    named_ = named_ || !is_one_of(kJoining, lower_ascii(word));
    return !word.ends_with(':');  // a header that names no party, as a Message-ID
  }

  std::vector<TypedAddress> found_;
  Party next_ = Party::any;
  bool named_ = false;  // words of a name are to be followed by its address
};

// A name in quotes before an address is one word, whatever is in it.
std::string without_quoted_names(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = std::min(text.find('"', at), text.size());
    plain += text.substr(at, open - at);
    const std::size_t close = text.find('"', open + 1);
    if (open == text.size() || close == std::string_view::npos) return plain;
    at = close + 1;
    if (!trimmed(text.substr(at)).starts_with('<')) return std::string(text);
    plain += "name";
  }
  return plain;
}

std::vector<TypedAddress> addresses_in(std::string_view written) {
  const std::string text = without_quoted_names(written);
  if (text.find('"') != std::string::npos) return {};
  TypedWords words;
  for (const std::string_view word : words_in(text)) {
    if (!words.take(word)) return {};
  }
  return words.ends_well() ? words.found() : std::vector<TypedAddress>();
}

}  // namespace

std::optional<OwnLogAttempt> attempt_of_client(std::string_view text) {
  for (const std::string_view before : kBeforeClient) {
    if (text.starts_with(before)) text.remove_prefix(before.size());
  }
  // An address literal of a mail address is no client.
  if (text.find('@') != std::string_view::npos) return std::nullopt;
  const bool bracketed = text.starts_with('[');
  if (bracketed) text.remove_prefix(1);
  text = without_ipv6_tag(text);
  if (IpAddress::parse(text)) return OwnLogAttempt{std::string(text), {}, {}};
  const std::string named = (bracketed ? "unknown[" : "") + std::string(text);
  std::string_view rest = named;
  const auto client = take_client(rest);
  if (!client || !rest.empty() || !IpAddress::parse(client->address)) return std::nullopt;
  return OwnLogAttempt{client->address, {}, {}};
}

std::string_view without_ipv6_tag(std::string_view text) {
  constexpr std::string_view kTag = "ipv6:";
  return lower_ascii(text.substr(0, kTag.size())) == kTag ? text.substr(kTag.size()) : text;
}

std::string_view without_decoration(std::string_view text) {
  constexpr std::array<std::string_view, 12> kAround{"'",      "(",      ")",      "\u201c",
                                                     "\u201d", "\u2018", "\u2019", "\u00ab",
                                                     "\u00bb", "\u00a0", "\u200b", "`"};
  // A word that is asked about with a '?' is a name, or none.
  const std::string_view ends =
      text.find('@') == std::string_view::npos ? ".,; \t\r\n" : ".!?,; \t\r\n";
  for (std::size_t size = 0; size != text.size();) {
    size = text.size();
    for (const std::string_view sign : kAround) {
      if (text.starts_with(sign)) text.remove_prefix(sign.size());
      if (text.ends_with(sign)) text.remove_suffix(sign.size());
    }
    const bool quoted =
        text.size() > 1 && text.front() == '"' && text.find('"', 1) == text.size() - 1;
    const bool bracketed =
        text.starts_with('[') && text.ends_with(']') && text.find('@') < text.size();
    if (quoted || bracketed) text = text.substr(1, text.size() - 2);
    if (!text.empty() && ends.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  }
  return text;
}

std::optional<OwnLogAttempt> attempt_of_connection(std::string_view line) {
  constexpr std::string_view kFrom = " from ";
  constexpr std::string_view kClient = ": client=";
  std::size_t at = line.find(kClient);
  std::size_t begin = at + kClient.size();
  if (at == std::string_view::npos) {
    at = line.find(kFrom, line.find("postfix/"));
    begin = at + kFrom.size();
  }
  const std::size_t close = line.find(']', at);
  if (close == std::string_view::npos) return std::nullopt;
  return attempt_of_client(line.substr(begin, close + 1 - begin));
}

std::optional<OwnLogAttempt> attempt_of_header(std::string_view text) {
  constexpr std::string_view kReceived = "received: from ";
  if (lower_ascii(text.substr(0, kReceived.size())) != kReceived) return std::nullopt;
  // What stands first may be what the client calls itself.
  const std::size_t by = std::min(text.find(" by "), text.find("\tby "));
  const std::size_t open = std::min(text.rfind('[', by), text.size());
  const std::size_t close = text.find(']', open);
  if (close == std::string_view::npos) return std::nullopt;
  auto attempt = attempt_of_client(text.substr(open, close + 1 - open));
  constexpr std::string_view kFor = " for ";
  const std::size_t at = text.find(kFor, close);
  if (attempt && at != std::string_view::npos) {
    std::string_view rest = text.substr(at + kFor.size());
    attempt->recipient = take_address(rest);
  }
  return attempt;
}

std::optional<OwnLogAttempt> attempt_of_two(std::string_view text) {
  const auto found = addresses_in(text);
  if (found.size() != 2) return std::nullopt;
  const Party first = found.front().party;
  const Party second = found.back().party;
  // Two of a header are of one kind: "To: bob@y.example, carol@y.example".
  const bool is_one_kind = first == second && first != Party::any;
  if (is_one_kind || (first == Party::recipient && second == Party::any)) return std::nullopt;
  const bool turned = first == Party::recipient || second == Party::sender;
  const auto& [sender, recipient] =
      turned ? std::tie(found.back(), found.front()) : std::tie(found.front(), found.back());
  if (recipient.address.empty()) return std::nullopt;
  return OwnLogAttempt{std::nullopt, sender.address, recipient.address};
}

std::optional<std::string> address_among_words(std::string_view text) {
  const auto found = addresses_in(text);
  if (found.size() != 1 || found.front().address.empty()) return std::nullopt;
  return found.front().address;
}

std::optional<std::string> reference_among_words(std::string_view text) {
  std::optional<std::string> found;
  const auto is_end = [](char c) { return !is_letter_or_digit(c); };
  for (auto at = text.begin(); at != text.end();) {
    const auto end = std::find_if(at, text.end(), is_end);
    const std::string_view word(at, end);
    at = std::find_if_not(end, text.end(), is_end);
    const bool has_digit = word.find_first_of("23456789") != std::string_view::npos;
    const auto reference = has_digit ? parse_reference(word) : std::nullopt;
    if (!reference || *reference != word) continue;
    if (found && *found != *reference) return std::nullopt;
    found = reference;
  }
  return found;
}

}  // namespace greycache
