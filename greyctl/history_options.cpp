// Options as words.
#include "greyctl/history_options.h"

#include <fmt/format.h>

#include <utility>

#include "common/duration.h"
#include "common/text.h"

namespace greycache {

tl::expected<std::string, std::string> history_words_of(const HistoryOptions& options) {
  std::string words;
  const auto add = [&](const char* name, const std::string& value) {
    words += fmt::format("{}{}={}", words.empty() ? "" : " ", name, percent_encoded(value));
  };
  if (options.since) {
    const auto span = parse_duration(*options.since, std::chrono::hours(1));
    // A span of nothing would find nothing, whatever there is.
    if (!span || *span < std::chrono::seconds(1)) {
      return tl::make_unexpected(
          fmt::format("'{}' is no duration of a second or more; write 30m, 1h, 2d, 3w",
                      escaped(*options.since, 60)));
    }
    add("since", std::to_string(std::chrono::duration_cast<std::chrono::seconds>(*span).count()));
  }
  for (const auto& [name, value] : {std::pair("outcome", &options.outcome),
                                    {"sender", &options.sender},
                                    {"recipient", &options.recipient},
                                    {"client", &options.client},
                                    {"limit", &options.limit}}) {
    if (!*value) continue;
    if (trimmed(**value).empty()) {
      return tl::make_unexpected(
          fmt::format("--{} is empty; leave it away for any (the null sender is '<>')", name));
    }
    add(name, **value);
  }
  return words;
}

}  // namespace greycache
