// Rows of expectations as lines of text.
#include "greycache/policy/expectation/expectation_text.h"

#include <fmt/format.h>

#include "common/text.h"
#include "common/whole_number.h"

namespace greycache {

namespace {

constexpr UnixTime kLatest = 253'402'300'799;  // the end of the year 9999

}  // namespace

bool is_sound(const Expectation& row) {
  const auto is_time = [](UnixTime time) { return time >= 0 && time <= kLatest; };
  return !row.recipient.empty() && row.recipient.size() <= kExpectedNameLimit &&
         row.sender.size() <= kExpectedNameLimit && row.why.size() <= kExpectedWhyLimit &&
         is_utf8(row.recipient) && is_utf8(row.sender) && is_utf8(row.why) && is_time(row.until) &&
         is_time(row.made_at) && is_time(row.kept_until);
}

std::string expectation_line(const Expectation& row) {
  return fmt::format("{} {} {} {} {} {} {}", percent_encoded(row.recipient),
                     percent_encoded(row.sender), row.until, row.made_at, row.kept_until,
                     row.removed ? 1 : 0, percent_encoded(row.why));
}

std::optional<Expectation> parse_expectation_line(std::string_view line) {
  const auto fields = split(line, ' ');
  if (fields.size() != 7 || (fields[5] != "0" && fields[5] != "1")) return std::nullopt;
  const auto until = whole_number<UnixTime>(fields[2]);
  const auto made_at = whole_number<UnixTime>(fields[3]);
  const auto kept_until = whole_number<UnixTime>(fields[4]);
  if (!until || !made_at || !kept_until) return std::nullopt;
  Expectation row{
      percent_decoded(fields[0]), percent_decoded(fields[1]), *until, *made_at, *kept_until,
      fields[5] == "1",           percent_decoded(fields[6])};
  if (!is_sound(row)) return std::nullopt;
  return row;
}

}  // namespace greycache
