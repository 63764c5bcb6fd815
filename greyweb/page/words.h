// Times, spans, counts and untrusted names as people read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/duration.h"
#include "greyweb/daemon/json.h"

namespace greycache::web {

// In this host's time zone, as the mail log has it: "2026-11-30 10:41:09".
std::string clock_text(UnixTime at);

// The same with its zone: "2026-11-30 10:41:09 CET".
std::string zoned_text(UnixTime at);

// The host's zone at a time: "UTC", "CET (UTC+01:00)".
std::string zone_words(UnixTime at);

// "3 min ago", "in 2 h 5 min", "now".
std::string distance_text(UnixTime at, UnixTime now);

// "45 s", "12 min", "3 h 20 min", "4 days".
std::string span_words(std::int64_t seconds);

// With a blank, which does not break, between thousands: "1 234 567".
std::string count_text(std::int64_t number);

// For templates (moment.html): text (without the date where it is today, with the zone where it is
// another than now), whole (with its zone),
// iso and distance; null where there is no time.
Json moment(std::optional<std::int64_t> at, UnixTime now);

// What strangers chose, fit to be looked at: see shown_text(). Where it is empty: `instead`.
std::string shown(std::string_view text, std::string_view instead = "");

// What people wrote, or what quotes them, with strangers' words escaped already: its times are
// theirs.
std::string shown_words(std::string_view text, std::string_view instead = "");

// What the daemon says, in which strangers' words are escaped already: see shown_message(). Its
// times, which are in UTC, are told as all others on the pages. Where it is empty: `instead`.
std::string shown_sentence(std::string_view text, std::string_view instead = "");

}  // namespace greycache::web
