// A place of entries, and nine words more.
#include "greycache/panel/waiting_place.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "common/text.h"
#include "common/whole_number.h"
#include "greycache/control/fact_place.h"

namespace greycache {

namespace {

// Of a file of PostgreSQL's.
constexpr std::int64_t kMostBlocks = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kLongestPiece = 253402300799;  // seconds
constexpr std::int64_t kAnything = std::numeric_limits<std::int64_t>::max();

constexpr std::size_t kWordsOfFact = 6;
constexpr std::size_t kWordsOfMails = 4;
constexpr std::size_t kWords = kWordsOfFact + 2 + 2 * kWordsOfMails;

std::string text_of(const MailSearchPlace& place) {
  return fmt::format("{} {} {} {}", place.until, place.history.before, place.history.seconds,
                     place.history.done ? 1 : 0);
}

std::optional<std::int64_t> number_of(std::string_view word, std::int64_t most) {
  const auto number = whole_number<std::int64_t>(word);
  return number && *number >= 0 && *number <= most ? number : std::nullopt;
}

std::optional<MailSearchPlace> parse_mails(std::span<const std::string_view> words) {
  const auto until = number_of(words[0], kAnything);
  const auto before = number_of(words[1], kAnything);
  const auto seconds = number_of(words[2], kLongestPiece);
  const auto done = number_of(words[3], 1);
  if (!until || !before || !seconds || !done) return std::nullopt;
  return MailSearchPlace{*until, {*before, *seconds, *done == 1}};
}

std::optional<Fact> parse_last(std::string_view text, std::string_view word_behind) {
  const auto length = static_cast<std::size_t>(word_behind.data() - text.data());
  return parse_fact_place(text.substr(0, length - 1));
}

}  // namespace

std::string waiting_place(const PlaceOfWaiting& place) {
  const WaitingPlace& entries = place.entries;
  return fmt::format("{} {} {} {} {}", fact_place(entries.last), percent_encoded(entries.table),
                     entries.block, text_of(place.mails), text_of(place.next_mails));
}

std::optional<PlaceOfWaiting> parse_waiting_place(std::string_view text) {
  if (text.empty()) return PlaceOfWaiting{};
  const std::vector<std::string_view> words = split(text, ' ');
  if (words.size() != kWords) return std::nullopt;
  const auto last = parse_last(text, words[kWordsOfFact]);
  const auto block = number_of(words[kWordsOfFact + 1], kMostBlocks);
  const auto mails = parse_mails(std::span(words).subspan(kWordsOfFact + 2, kWordsOfMails));
  const auto next = parse_mails(std::span(words).last(kWordsOfMails));
  if (!last || !block || !mails || !next) return std::nullopt;
  PlaceOfWaiting place;
  place.entries.last = *last;
  place.entries.table = percent_decoded(words[kWordsOfFact]);
  place.entries.block = *block;
  place.mails = *mails;
  place.next_mails = *next;
  return place;
}

}  // namespace greycache
