// Rows of expectations as lines of text.
#include "greycache/policy/expectation/expectation_text.h"

#include <fmt/format.h>

#include <charconv>

#include "common/text.h"

namespace greycache {

namespace {

constexpr UnixTime kLatest = 253'402'300'799;  // the end of the year 9999

std::optional<UnixTime> time_of(std::string_view text) {
  UnixTime time = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), time);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || time < 0 || time > kLatest) return std::nullopt;
  return time;
}

bool is_sound(const Expectation& row) {
  return !row.recipient.empty() && row.recipient.size() <= kExpectedNameLimit &&
         row.sender.size() <= kExpectedNameLimit && row.why.size() <= kExpectedWhyLimit &&
         is_utf8(row.recipient) && is_utf8(row.sender) && is_utf8(row.why);
}

}  // namespace

std::string expectation_line(const Expectation& row) {
  return fmt::format("{} {} {} {} {} {} {}", percent_encoded(row.recipient),
                     percent_encoded(row.sender), row.until, row.made_at, row.kept_until,
                     row.removed ? 1 : 0, percent_encoded(row.why));
}

std::optional<Expectation> parse_expectation_line(std::string_view line) {
  const auto fields = split(line, ' ');
  if (fields.size() != 7 || (fields[5] != "0" && fields[5] != "1")) return std::nullopt;
  const auto until = time_of(fields[2]);
  const auto made_at = time_of(fields[3]);
  const auto kept_until = time_of(fields[4]);
  if (!until || !made_at || !kept_until) return std::nullopt;
  Expectation row{
      percent_decoded(fields[0]), percent_decoded(fields[1]), *until, *made_at, *kept_until,
      fields[5] == "1",           percent_decoded(fields[6])};
  if (!is_sound(row)) return std::nullopt;
  return row;
}

}  // namespace greycache
