// The words behind "report" on the control socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greycache/history/report_store.h"

namespace greycache {

// The parts of a report, each a question of its own, so that none takes long.
enum class ReportPart : std::uint8_t { hosts, mails, waits };

struct ReportWords {
  ReportPart part = ReportPart::hosts;
  UnixTime since = 0;
  ReportBy by = ReportBy::organisation;
  bool json = false;
};

inline constexpr UnixTime kMostReportDays = 366;

// "hosts|mails|waits SINCE [organisation|sender-domain|recipient-domain] [json]", SINCE in seconds
// since 1970, not over kMostReportDays ago. An error in words.
tl::expected<ReportWords, std::string> parse_report_words(std::string_view words, UnixTime now);

// "organisation", "sender-domain", "recipient-domain".
const char* report_by_name(ReportBy by);

}  // namespace greycache
