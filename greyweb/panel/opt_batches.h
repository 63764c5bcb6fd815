// Many rows of opt-in or opt-out, as many as the daemon takes at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "greyweb/daemon/panel_client.h"

namespace greycache::web {

struct OptOutcome {
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;   // stood so already
  Json undo = Json::array();    // the rows that were changed
  Json faults = Json::array();  // [{row, error}]
  std::string note;             // why the rows change nothing; empty where they do
  Json left = Json::array();    // rows that it did not come to, since...
  std::optional<PanelError> stopped;
};

inline constexpr std::size_t kMostOptRows = 20'000;
inline constexpr std::size_t kOptRowsOfQuestion = 1000;

// What is said of so many rows that are more than kMostOptRows.
PanelError too_many_rows(std::size_t rows);

// `rows` are texts, `ask` puts one question. Again with the same rows changes nothing. An error of
// the daemon in the middle ends it; what was changed before stays, and another call goes on. Where
// nothing was looked at before, there is the error alone.
tl::expected<OptOutcome, PanelError> change_opt_rows(const std::function<PanelAnswer(Json)>& ask,
                                                     const std::string& choice,
                                                     const std::string& action, const Json& rows);

}  // namespace greycache::web
