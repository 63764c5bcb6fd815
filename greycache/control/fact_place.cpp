// The parts of an entry, percent-encoded.
#include "greycache/control/fact_place.h"

#include <fmt/format.h>

#include "common/text.h"
#include "common/whole_number.h"
#include "greycache/policy/sound_fact.h"

namespace greycache {

namespace {

constexpr std::size_t kWords = 6;

}  // namespace

std::string fact_place(const Fact& after) {
  return fmt::format("{} {} {} {} {} {}", static_cast<int>(after.kind), percent_encoded(after.src),
                     percent_encoded(after.sender_domain), percent_encoded(after.sender_name),
                     percent_encoded(after.rcpt), after.first_seen);
}

std::optional<Fact> parse_fact_place(std::string_view text) {
  const auto words = split(text, ' ');
  if (words.size() != kWords) return std::nullopt;
  const auto kind = whole_number<int>(words[0]);
  const auto first_seen = whole_number<UnixTime>(words[5]);
  if (!kind || *kind < 0 || *kind >= static_cast<int>(kFactKinds) || !first_seen ||
      *first_seen < 0 || *first_seen > kLatestTime) {
    return std::nullopt;
  }
  Fact after;
  after.kind = static_cast<FactKind>(*kind);
  after.first_seen = *first_seen;
  after.src = percent_decoded(words[1]);
  after.sender_domain = percent_decoded(words[2]);
  after.sender_name = percent_decoded(words[3]);
  after.rcpt = percent_decoded(words[4]);
  return after;
}

}  // namespace greycache
