// The figure of a day: what passed, what was deferred, what came first, as bars.
#pragma once

#include "common/duration.h"
#include "greyweb/daemon/json.h"

namespace greycache::web {

// `minutes` is that of the verb "now": start, and 1440 counts each of first_attempts, passed and
// deferred (fewer count as nothing there). Bars of a quarter of an hour in mails a minute, for
// chart's part of now.html: bars [{x, width, passed_y, passed_height, ...}] in a box of kChartWidth
// by kChartHeight, marks of the axes, sums of the day, and the hours as a table. Null where there
// are no counts.
inline constexpr int kChartWidth = 960;
inline constexpr int kChartHeight = 200;
Json day_chart(const Json& minutes);

}  // namespace greycache::web
