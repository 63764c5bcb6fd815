// Words one after the other.
#include "greycache/control/report_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/text.h"
#include "common/utf8.h"
#include "common/whole_number.h"

namespace greycache {

namespace {

constexpr std::array<const char*, kReportBys> kBys{"organisation", "sender-domain",
                                                   "recipient-domain"};
constexpr std::array<const char*, 3> kParts{"hosts", "mails", "waits"};

std::string_view take_word(std::string_view& words) {
  words = trimmed(words);
  const std::string_view word = words.substr(0, words.find(' '));
  words.remove_prefix(word.size());
  return word;
}

tl::unexpected<std::string> wrong(std::string_view word) {
  return tl::unexpected(fmt::format("'{}' is no word of a report", shown_text(word, 60)));
}

}  // namespace

tl::expected<ReportWords, std::string> parse_report_words(std::string_view words, UnixTime now) {
  ReportWords report;
  const std::string_view part = take_word(words);
  const auto* const found = std::find(kParts.begin(), kParts.end(), part);
  if (found == kParts.end()) return wrong(part);
  report.part = static_cast<ReportPart>(found - kParts.begin());
  const std::string_view since = take_word(words);
  const auto begin = whole_number<UnixTime>(since);
  if (!begin) return wrong(since);
  report.since = *begin;
  if (report.since > now || report.since < now - (kMostReportDays + 1) * 86400) {
    return tl::unexpected(fmt::format("a report is of {} days at most", kMostReportDays));
  }
  for (std::string_view word = take_word(words); !word.empty(); word = take_word(words)) {
    const auto* const by = std::find(kBys.begin(), kBys.end(), word);
    if (by == kBys.end() && word != "json") return wrong(word);
    if (word == "json") report.json = true;
    if (by != kBys.end()) report.by = static_cast<ReportBy>(by - kBys.begin());
  }
  return report;
}

const char* report_by_name(ReportBy by) {
  return kBys[static_cast<std::size_t>(by)];
}

}  // namespace greycache
